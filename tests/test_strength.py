"""Mutants: what the operators of the trade make, and what author strength says of a grader."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

import pytest
from conftest import STUB, Workshop

from forklings.author import cases, mutants, mutations, strength
from forklings.author.deciding import deciding
from forklings.author.mutants import Fate

PROGRAM = textwrap.dedent('''\
    """What a student may write; ärger with letters of two bytes does not move a place."""
    import multiprocessing

    def work(lock, tasks, results):
        with lock:
            tasks.get()
        while not results.empty():
            results.get(timeout=3)
        lock.notify_all()

    def main():
        lock, tasks = multiprocessing.Semaphore(2), multiprocessing.Queue(2)
        child = multiprocessing.Process(target=work, args=(lock, tasks, lock), daemon=False)
        child.start()
        tasks.put(1)
        tasks.put(None)
        child.join()

    if __name__ == "__main__":
        main()
''')

MADE = {
    "drop a with": ["if True:"],
    "drop a call": ["pass"],
    "swap two calls": ["tasks.put(1)\n    child.start()"],
    "count one more or less": ["Semaphore((2) + 1)", "Semaphore((2) - 1)"],
    "if for while": ["if not results.empty():"],
    "notify for notify_all": ["lock.notify()"],
    "drop a sentinel": ["tasks.put(1)\n    pass\n"],
    "put_nowait for put": ["tasks.put_nowait(None)"],
    "drop a timeout": ["get(timeout=None)"],
    "drop the main guard": ["if True:\n    main()"],
    "a global for an argument": [
        "def work(lock, results):",
        "globals()['tasks'] = tasks\n    child = multiprocessing.Process(target=work, args=(lock, lock), daemon=False)",
    ],
}


def made_by(operator: str, program: str) -> list[str]:
    return [mutations.apply(program, change) for name, change in mutations.edits(program) if name == operator]


def made_from(text: str) -> set[str]:
    """cosmic-ray puts a space before its numbers."""
    return {
        mutant.text.replace("( ", "(").replace("[ ", "[").replace("  ", " ")
        for mutant in mutants.of_program(text, "", "x")
    }


@pytest.mark.parametrize("operator", list(MADE))
def test_each_operator_of_the_trade_makes_its_mistake(operator: str) -> None:
    made = made_by(operator, PROGRAM)
    assert made
    for text in made:
        compile(text, operator, "exec")
        assert text != PROGRAM
    for part in MADE[operator]:
        assert any(part in text for text in made), made


def test_no_operator_is_without_a_test() -> None:
    assert MADE.keys() | {"daemon on or off"} == mutations.OPERATORS.keys()


def test_a_daemon_is_changed_where_nobody_joins_it() -> None:
    assert made_by("daemon on or off", PROGRAM) == []
    (made,) = made_by("daemon on or off", PROGRAM.replace("child.join()", "pass"))
    assert "daemon=not (False)" in made
    (made,) = made_by("daemon on or off", "import multiprocessing\nmultiprocessing.Process(target=print).start()\n")
    assert "target=print, daemon=True" in made


def test_calls_of_which_the_order_matters_to_nobody_are_not_swapped() -> None:
    text = "a.start()\nb.start()\nprint(1)\nc.put(1)\nc.put(2)\nfor p in ps:\n    p.join()\nc.close()\n"
    swapped = made_by("swap two calls", text)
    assert len(swapped) == 3
    assert any("c.put(2)\nc.put(1)" in made for made in swapped)
    assert any("c.close()\nfor p in ps" in made for made in swapped)


def test_nobody_waits_for_room_in_a_queue_without_a_bound() -> None:
    assert made_by("put_nowait for put", PROGRAM.replace("Queue(2)", "Queue()")) == []
    assert made_by("put_nowait for put", PROGRAM.replace("Queue(2)", "JoinableQueue(maxsize=2)"))


def test_a_loggers_settings_are_not_swapped_among_themselves() -> None:
    assert made_by("swap two calls", "log.addHandler(one)\nlog.setLevel(20)\n") == []
    assert made_by("swap two calls", "log.addHandler(one)\njob()\n")


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("time.sleep(0.1)", ("0.1", "1.1")),
        ("child.join(max(0, end - now))", ("0", "1")),
        ("queue.get(timeout=3)", ("3", "4")),
        ("report(child.pid or 0)", ("0", "1")),
        ("Process(target=work, daemon=True)", ("True", "False")),
        ("Pipe(duplex=False)", ("False", "True")),
    ],
)
def test_how_long_something_lasts_and_the_like_is_no_mistake(text: str, changed: tuple[str, str]) -> None:
    assert mutations.is_no_mistake(text, text.replace(*changed))
    assert text.replace(*changed) not in made_from(text)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("Semaphore(3)", ("3", "4")),
        ("workers[0].join()", ("0", "1")),
        ("lock.acquire(block=True)", ("True", "False")),
        ("count.value += 1", ("1", "2")),
        ("if a or b == 0: pass", ("0", "1")),
        ("first.wait(); second[1] = 7", ("7", "8")),
    ],
)
def test_other_numbers_and_switches_are(text: str, changed: tuple[str, str]) -> None:
    assert not mutations.is_no_mistake(text, text.replace(*changed))
    assert text.replace(*changed) in made_from(text)


def test_only_what_the_student_writes_is_changed() -> None:
    stub = PROGRAM.replace("tasks.put(None)", "pass")
    lines = {mutant.line for mutant in mutants.of_program(PROGRAM, stub, "solution")}
    first, last = 11, 17
    assert lines
    assert all(first <= line <= last for line in lines), lines


def test_cosmic_rays_operators_are_used() -> None:
    text = "def f(n):\n    for i in range(n):\n        if i == 3 and True:\n            break\n    return [1]\n"
    operators = {mutant.operator for mutant in mutants.of_program(text, "", "x")}
    assert {"ReplaceBreakWithContinue", "NumberReplacer", "ZeroIterationForLoop"} & operators
    assert any("NotEq" in name for name in operators), operators


def measured(workshop: Workshop, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from forklings.cli import main; main()", "author", "strength", *words]
    return subprocess.run(command, cwd=workshop.root, capture_output=True, text=True, timeout=280, check=False)


def test_a_grader_is_measured_and_what_is_known_is_not_measured_again(workshop: Workshop) -> None:
    first = measured(workshop, "--json", "--jobs", "2")
    assert first.stderr.strip() == "", first.stderr
    told = json.loads(first.stdout)
    (figures,) = told["exercises"]
    assert figures["mutants"] == figures["killed"] + figures["survived"] + figures["undecided"] > 0
    assert figures["killed"] > 0
    kept = workshop.root / ".cache" / "strength"
    assert len(list(kept.iterdir())) == figures["mutants"]
    # A wrong fate in the cache is believed: nothing is run again.
    for path in kept.iterdir():
        path.write_text("killed")
    again = measured(workshop, "--json")
    assert json.loads(again.stdout)["exercises"][0]["survived"] == 0
    assert again.returncode == 0
    # A changed grader makes all of it unknown.
    workshop.grader.write_text(workshop.grader.read_text() + "\nANOTHER = 1\n")
    third = json.loads(measured(workshop, "--json", "--jobs", "2").stdout)["exercises"][0]
    assert third["killed"] == figures["killed"]


def test_a_survivor_is_equivalent_where_it_is_listed_with_a_reason(workshop: Workshop) -> None:
    exercise = workshop.exercise
    made = mutants.of_exercise(exercise, cases.read(exercise))
    chosen = strength.plan({exercise: cases.read(exercise)}, size=0, seed=0)
    fates = strength.Fates(workshop.root / "fates")
    for mutant in made:
        fates.keep(mutants.fingerprint(exercise, mutant), Fate.SURVIVED)
    exercise.case_folder.mkdir(exist_ok=True)
    listed = exercise.case_folder / mutants.EQUIVALENT
    listed.write_text(f"{made[0].key!r}: The child ends by itself.\n")
    figures = strength.begin({exercise: ()}, chosen)
    done = list(strength.measure(chosen, figures, fates, jobs=1))
    assert figures[exercise].fates == {"equivalent": 1, "survived": len(made) - 1}
    assert len([piece for piece in done if piece.problems]) == len(made) - 1
    assert strength.rows(figures.values())[-1][0] == "all"
    assert strength.listed_in_vain(chosen) == []
    listed.write_text(listed.read_text() + "abcdef012345: It was in a case that was taken out.\n")
    (problem,) = strength.listed_in_vain(chosen)
    assert "abcdef012345" in problem.what
    told = measured(workshop, "--sample", "1")
    assert told.returncode == 1
    assert problem.what in told.stdout
    listed.write_text("- a list\n")
    refused = measured(workshop)
    assert refused.returncode == 2
    assert mutants.EQUIVALENT in refused.stderr


def test_the_table_has_each_graders_own_figures(workshop: Workshop) -> None:
    exercise = workshop.exercise
    of_it = cases.read(exercise)
    fates = strength.Fates(workshop.root / ".cache" / "strength")
    made = mutants.of_exercise(exercise, of_it)
    for mutant in made:
        fates.keep(mutants.fingerprint(exercise, mutant), Fate.KILLED)
    fates.keep(mutants.fingerprint(exercise, made[0]), Fate.SURVIVED)
    assert measured(workshop, "--check").returncode == 1
    assert measured(workshop, "--docs").returncode == 1
    table = (workshop.root / "docs/strength.md").read_text()
    assert f"| 01_first/greet | 0 | 0 | {len(made)} of {len(made)} | {len(made) - 1} | 1 | 0 | 0 |" in table
    assert f"| all | 0 | 0 | {len(made)} of {len(made)} | {len(made) - 1} | 1 | 0 | 0 | |" in table
    assert made[0].key in table.partition("Not killed")[2]
    assert measured(workshop, "--check").returncode == 0
    workshop.grader.write_text(workshop.grader.read_text() + "\nANOTHER = 1\n")
    told = measured(workshop, "--check")
    assert told.returncode == 1
    assert "--docs 01_first/greet" in told.stdout


GRADER = textwrap.dedent('''\
    """What it is about."""
    from forklings import Program, Run, _, points

    @points(1)
    def test_answer(program: Program) -> None:
        """It answers."""
        run = program.run()
        run.expect_line("42", help=_why(run))
        if len(run.lines) > 1:
            run.fail(_("Too much was said."), expected="42", actual=_shown(run))

    def _why(run: Run) -> str:
        return _("Six times nine.")

    def _shown(run: Run) -> str:
        return _first(run)

    def _first(run: Run) -> str:
        return run.lines[0].text
''')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Too much was said.", "There is more than one line."),
        ("It answers.", "The answer is there."),
        ("Six times nine.", "What was the question?"),
        ("run.lines[0].text", "str(run.lines)  # all of them"),
        (", help=_why(run)", ""),
    ],
)
def test_what_a_grader_says_decides_nothing(old: str, new: str) -> None:
    assert old in GRADER
    assert deciding(GRADER.replace(old, new)) == deciding(GRADER)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("> 1", "> 2"),
        ('expect_line("42"', 'expect_line("43"'),
        ("program.run()", "program.run('6')"),
        ("@points(1)", "@points(2)"),
        ("_shown(run))", "_shown(run), certain=True)"),
        ("def test_answer", "def test_question"),
    ],
)
def test_what_a_grader_asks_for_decides(old: str, new: str) -> None:
    assert old in GRADER
    assert deciding(GRADER.replace(old, new)) != deciding(GRADER)


def test_a_grader_that_python_cannot_read_is_all_there_is_to_it() -> None:
    assert deciding("def :") == "def :"


def test_a_sample_is_the_same_every_time_and_another_for_another_seed() -> None:
    made = [mutants.Mutant("x", "y", 1, str(number)) for number in range(100)]
    assert mutants.sample(made, 5, 0) == mutants.sample(list(reversed(made)), 5, 0)
    assert mutants.sample(made, 5, 0) != mutants.sample(made, 5, 1)
    assert mutants.sample(made, 0, 0) == made


def test_a_stub_has_mutants_of_nothing() -> None:
    assert list(mutants.of_program(STUB, STUB, "x")) == []
