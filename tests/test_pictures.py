"""The picture of a conducted run: who did what, who waited, and what decided it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from forklings.course import Limits
from forklings.pictures import document, picture, plain
from forklings.pictures.folding import Fold, folded
from forklings.pictures.story import Act, Row
from forklings.program import Program, Run
from forklings.report import Outcome
from forklings.sandbox.client import Sandbox

Conduct = Callable[..., Run]


@pytest.fixture
def conduct(sandbox: Sandbox) -> Conduct:
    """Conduct a program given as text, with its main guard added."""

    def run(source: str, schedule: str = "round-robin", method: str = "fork") -> Run:
        head = "import multiprocessing, os, sys, time"
        text = f"{head}{textwrap.dedent(source)}\nif __name__ == '__main__':\n    main()\n"
        program = Program(
            text.encode(), file_name="here.py", limits=Limits(seconds=60), start_method=method, sandbox=sandbox
        )
        return program.conduct(schedule)

    return run


def drawn(run: Run, columns: int = 100, *, failed: bool = False) -> list[str]:
    """The picture without its columns of blanks: what stands in a row, in order."""
    return [re.sub(r" {2,}", "  ", line).strip() for line in lines(run, columns, failed=failed)]


def lines(run: Run, columns: int = 100, *, failed: bool = False) -> list[str]:
    return [plain(line) for line in picture(run, columns, failed=failed)]


CROSSED = """
    def work(first, second):
        with first:
            with second:
                print("both")

    def main():
        one, two = multiprocessing.Lock(), multiprocessing.Lock()
        workers = [multiprocessing.Process(target=work, args=locks) for locks in ((one, two), (two, one))]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
"""

COUNTER = """
    def add(value):
        value.value += 1

    def main():
        spare, value = multiprocessing.Event(), multiprocessing.Value("i", 0)
        adders = [multiprocessing.Process(target=add, args=(value,)) for _ in range(2)]
        for adder in adders:
            adder.start()
        for adder in adders:
            adder.join()
        print(value.value)
"""

LOST = """
    def waiter(condition):
        with condition:
            condition.wait()

    def main():
        condition = multiprocessing.Condition()
        process = multiprocessing.Process(target=waiter, args=(condition,))
        process.start()
        with condition:
            condition.notify()
        process.join()
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_deadlock_is_drawn_with_the_last_lock_of_its_circle_marked(conduct: Conduct, method: str) -> None:
    assert drawn(conduct(CROSSED, "switch-after-acquire", method), 120) == [
        "here.py  main  child 1  child 2",
        ":11  ● start child 1",
        ":11  ● start child 2",
        "◌ waits for the end of child 1  ● begins",
        ":3  ┊  ● acquire Lock 1",
        "┊  │  ● begins",
        "▶  :3  ┊  │  ● acquire Lock 2",
        "◌ waits for the end of child 1  ◌ waits for Lock 2, child 2 has it  ◌ waits for Lock 1, child 1 has it",
        "",
        "● a step  │ could go on  ◌ ┊ waits",
        "Nothing can go on any more.",
        "The main process waits for the end of child 1 (here.py:13).",
        "Child 1 waits for Lock 2, made in line 8, (here.py:4); child 2 took it last (here.py:3).",
        "Child 2 waits for Lock 1, made in line 8, (here.py:4); child 1 took it last (here.py:3).",
        "▶ Here the last of the locks was taken that close the circle of who waits for whom: Lock 2.",
    ]


def test_a_lost_update_is_marked_where_it_is_written_over(conduct: Conduct) -> None:
    run = conduct(COUNTER)
    assert run.stdout == "1\n"
    story = drawn(run, failed=True)
    first, second = "read Value 1", "write Value 1"
    assert [line for line in story if first in line or second in line] == [
        ":3  ◌ waits for the end of child 1  ● read Value 1",
        ":3  ┊  │  ● read Value 1",
        "▶  :3  ┊  ● write Value 1  │",
        ":3  ┊  │  ● write Value 1",
        ":12  ● read Value 1",
    ]
    assert story[-1] == (
        "▶ Child 1 writes Value 1 here; child 2 read it before and writes over it, without reading it again."
    )


def test_nothing_is_marked_in_a_run_that_no_check_failed_with(conduct: Conduct) -> None:
    assert "▶" not in "".join(lines(conduct(COUNTER)))


def test_updates_one_after_the_other_are_none_that_is_lost(conduct: Conduct) -> None:
    run = conduct(COUNTER, "run-to-block")
    assert run.stdout == "2\n"
    assert "writes over it" not in "".join(lines(run, failed=True))


def test_a_preemption_is_marked_where_nothing_plainer_is_known(conduct: Conduct) -> None:
    text = """
        def work(lock):
            for _ in range(2):
                with lock:
                    print("in")

        def main():
            lock = multiprocessing.Lock()
            children = [multiprocessing.Process(target=work, args=(lock,)) for _ in range(2)]
            for child in children:
                child.start()
            for child in children:
                child.join()
    """
    story = drawn(conduct(text, "switch-after-release"), failed=True)
    marked = [line for line in story if line.startswith("▶")]
    assert len(marked) == 2
    assert marked[1].startswith("▶ The last time that another one was let go although ")


def test_a_notify_that_nobody_heard_is_marked(conduct: Conduct) -> None:
    story = drawn(conduct(LOST, "run-to-block"))
    assert "▶  :11  ● notify Condition 1: nobody waits" in story
    assert story[-1] == "▶ Nobody waited at this notify; child 1 waits for one ever since."
    # The lock is free where it is given back, so nobody is drawn to hold what another one has taken.
    assert story.index(":10  ● release Condition 1") < story.index(":3  ┊  ● acquire Condition 1")


def test_a_notify_that_is_heard_wakes_and_is_not_marked(conduct: Conduct) -> None:
    story = drawn(conduct(LOST, "last-first"))
    assert story.index(":11  ● notify Condition 1  ┊") < story.index(":4  ◌ waits in Condition.notify  ● woken")
    assert not [line for line in story if "▶" in line]


def test_a_waiter_that_a_notify_passed_over_was_not_unheard(conduct: Conduct) -> None:
    two = LOST.replace(
        "process.start()", "process.start(); multiprocessing.Process(target=waiter, args=[condition]).start()"
    )
    run = conduct(two, "last-first")
    assert run.outcome is Outcome.DEADLOCK
    assert not [line for line in drawn(run) if "▶" in line]


def test_nobody_is_said_to_hold_a_semaphore_that_counts(conduct: Conduct) -> None:
    run = conduct(CROSSED.replace("Lock()", "Semaphore(1)"), "switch-after-acquire")
    assert run.outcome is Outcome.DEADLOCK
    assert not [line for line in drawn(run) if "▶" in line or "has it" in line]


def test_time_stands_where_it_moved_and_output_in_the_lane_of_who_wrote_it(conduct: Conduct) -> None:
    text = """
        def work():
            print("child begins")
            time.sleep(5)
            print("child ends")

        def main():
            child = multiprocessing.Process(target=work)
            child.start()
            time.sleep(2.5)
            print("main", flush=True)
            child.join()
    """
    assert drawn(conduct(text, "run-to-block-lazy"))[:-2] == [
        "here.py  main  child 1",
        ":9  ● start child 1",
        "◌ sleeps  ● begins",
        "┊  » child begins",
        "2.5 s  :10  ● sleep  ◌ sleeps",
        "» main  ┊",
        "5 s  :4  ◌ waits for the end of child 1  ● sleep",
        "┊  » child ends",
        "┊  ● ends",
        ":12  ● join child 1",
        "● ends",
    ]


ENDS = """
    def leave():
        os._exit(4)

    def wait(lock):
        lock.acquire()

    def main():
        lock = multiprocessing.Lock()
        lock.acquire()
        one = multiprocessing.Process(target=leave)
        two = multiprocessing.Process(target=wait, args=(lock,))
        for child in (one, two):
            child.start()
        one.join()
        two.terminate()
        two.join()
        print("end")
"""


def test_a_lane_ends_with_its_process_however_that_ends(conduct: Conduct) -> None:
    story = lines(conduct(ENDS))
    place = story[0].index("child 1"), story[0].index("child 2")
    ended = next(index for index, line in enumerate(story) if "╵ exit code 4" in line)
    killed = next(index for index, line in enumerate(story) if "╵ SIGTERM" in line)
    assert story[ended][place[0]] == "╵"
    assert story[killed][place[1]] == "╵"
    assert {line[place[0] : place[0] + 1].strip() for line in story[ended + 1 : -2]} == {""}
    assert {line[place[1] : place[1] + 1].strip() for line in story[killed + 1 : -2]} == {""}
    assert "● terminate child 2" in story[killed - 1]


NAMES = """
    def work(lock):
        print("\\x1b[2J 完了 \\u202e\\tend", flush=True)
        with lock:
            raise ValueError("\\x1b[31mred\\x07")

    def main():
        lock = multiprocessing.Lock()
        for name in ("工作者甲乙丙", "\\x1b]0;owned\\x07", "a\\nb [bold]"):
            child = multiprocessing.Process(target=work, args=(lock,), name=name)
            child.start()
            child.join()
"""


@pytest.mark.parametrize("columns", [1, 40, 57, 80, 200])
def test_no_control_character_of_a_student_gets_out_and_no_line_is_too_long(conduct: Conduct, columns: int) -> None:
    run = conduct(NAMES)
    shown = lines(run, columns, failed=True)
    for line in shown:
        assert all(character.isprintable() for character in line), repr(line)
        assert cell_len(line) <= max(40, columns), line
    if columns == 200:
        assert "child 1 工作者甲乙丙" in shown[0]
        assert "child 2 \\x1b]0;owned\\x07" in shown[0]
        assert "child 3 a\\nb [bold]" in shown[0]
        assert any("» \\x1b[2J 完了 \\x202e\\tend" in line for line in shown)
        assert any("» ValueError: \\x1b[31mred\\x07" in line for line in shown)
        assert not any("Traceback" in line for line in shown)
    assert "\x1b" not in str(document(run, diverged=False))


def test_of_many_processes_those_are_drawn_that_matter(conduct: Conduct) -> None:
    text = """
        def work(lock, number):
            if number == 11:
                lock.acquire()
            lock.acquire()
            lock.release()

        def main():
            lock = multiprocessing.Lock()
            children = [multiprocessing.Process(target=work, args=(lock, number)) for number in range(12)]
            for child in children:
                child.start()
            children[11].join()
    """
    run = conduct(text, "run-to-block")
    shown = lines(run, 60)
    assert max(cell_len(line) for line in shown) <= 60
    assert shown[0].split() == ["here.py", "main", "child", "12"]
    told = re.sub(r"\s+", " ", " ".join(shown))
    assert "Not drawn, for want of room: child 1, child 2, child 3, child 4, child 5 and 6 more." in told
    assert any(line.startswith("▶") and "acquire Lock 1" in line for line in shown)
    assert lines(run, 400)[0].split().count("child") == 12


def test_in_a_narrow_terminal_those_are_drawn_who_wait_for_each_other(conduct: Conduct) -> None:
    assert drawn(conduct(CROSSED, "switch-after-acquire"), 40)[:10] == [
        "child 1          child 2".replace(" " * 10, "  "),
        "● begins",
        ":3 ● acquire Lock 1",
        "│  ● begins",
        "▶  :3 │  ● acquire Lock 2",
        "◌ Lock 2  ◌ Lock 1",
        "",
        "Not drawn, for want of room: main.",
        "● a step  │ could go on  ◌ ┊ waits",
        "Nothing can go on any more.",
    ]


def test_what_repeats_is_folded_and_what_is_marked_never_is(conduct: Conduct) -> None:
    text = """
        def work(lock):
            while not lock.acquire(timeout=0.1):
                pass

        def main():
            lock = multiprocessing.Lock()
            lock.acquire()
            child = multiprocessing.Process(target=work, args=(lock,))
            child.start()
            child.join()
    """
    story = drawn(conduct(text, "round-robin-lazy"))
    assert len(story) < 20
    assert any(re.fullmatch(r"… \d{4} more like these", line) for line in story)


def row(text: str, who: str = "0", *, asks: bool = False) -> Row:
    return Row(Act.STEP, who, text, 1, 0.0, frozenset({"0"}), frozenset(), asks=asks)


def test_folding_leaves_out_what_stands_above_and_the_middle_of_what_is_too_long() -> None:
    polls = [row("look", asks=True), row("sleep", asks=True)] * 20
    assert folded([row("begins"), *polls, row("ends")], None) == [
        row("begins"),
        *polls[:2],
        Fold(38, True),
        row("ends"),
    ]
    assert folded([row("a"), row("b")] * 5, None) == [row("a"), row("b")] * 5
    marked = folded(polls, 20)
    assert marked[:4] == [*polls[:2], Fold(18, True), polls[20]]
    assert sum(part.count if isinstance(part, Fold) else 1 for part in marked) == 40
    different = [row(str(number)) for number in range(1000)]
    shown = folded(different, 500)
    assert different[500] in shown
    assert shown[-1] == different[-1]
    assert sum(part.count if isinstance(part, Fold) else 1 for part in shown) == 1000
    assert len(shown) < 250


def test_events_and_barriers_are_told_by_what_was_called(conduct: Conduct) -> None:
    text = """
        def work(event, barrier):
            event.wait()
            barrier.wait()

        def main():
            event, barrier = multiprocessing.Event(), multiprocessing.Barrier(2)
            child = multiprocessing.Process(target=work, args=(event, barrier))
            child.start()
            event.set()
            barrier.wait()
            child.join()
    """
    story = "\n".join(drawn(conduct(text, "last-first")))
    for told in ("● wait Event 1", "● set Event 1", "● wait Barrier 1", "● woken", "◌ waits in Event.wait"):
        assert told in story
    assert "Semaphore" not in story


def test_one_that_never_got_to_run_has_a_lane(conduct: Conduct) -> None:
    text = """
        def main():
            multiprocessing.Process(target=print, daemon=True).start()
            print("end")
    """
    assert drawn(conduct(text, "run-to-block"))[:-2] == [
        "here.py  main  child 1",
        ":3  ● start child 1",
        "» end",
        "● comes to its end  │",
        "● signal child 1  │",
        "│  ╵ SIGTERM",
    ]


def test_a_manager_answers_and_has_no_lane(conduct: Conduct) -> None:
    text = """
        def work(numbers):
            numbers.append(1)

        def main():
            with multiprocessing.Manager() as manager:
                numbers = manager.list()
                child = multiprocessing.Process(target=work, args=(numbers,))
                child.start()
                child.join()
    """
    story = drawn(conduct(text))
    assert story[0] == "here.py  main  child 2"
    assert ":6  ● start child 1" in story
    assert any("● call list.append" in line for line in story)


def test_the_document_says_it_all(conduct: Conduct) -> None:
    run = conduct(CROSSED, "switch-after-acquire")
    told = document(run, diverged=False)
    assert (told["schedule"], told["start_method"], told["outcome"]) == (run.schedule, "fork", "deadlock")
    assert [process["shown"] for process in told["processes"]] == ["main", "child 1", "child 2"]
    assert [wait["holder"] for wait in told["waits"]] == ["", "0.2", "0.1"]
    assert told["waits"][0]["child"] == "0.1"
    assert [step["object"] for step in told["steps"]] == ["0.1", "0.2", "", "Lock 0.1", "", "Lock 0.2"]


def test_a_run_that_the_system_scheduled_has_no_picture(sandbox: Sandbox) -> None:
    program = Program(b"print(1)", file_name="here.py", limits=Limits(), start_method="fork", sandbox=sandbox)
    assert picture(program.run(), 80) == []


def test_a_program_that_took_no_step_is_drawn_all_the_same(conduct: Conduct) -> None:
    assert drawn(conduct("\ndef main(): print('alone')"))[:2] == ["here.py  main", "» alone"]
    assert drawn(conduct("\ndef main(): pass"))[:2] == ["here.py  main", "╵ exit code 0"]
