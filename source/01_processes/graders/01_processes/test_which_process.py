"""What a child begins with: a copy under fork, its own run of the file elsewhere, and its arguments everywhere."""

from collections.abc import Sequence
from typing import Any

from forklings import Program, Run, _, points

METHODS = ("fork", "spawn", "forkserver")

# The greatest n that predict() is asked for.
MOST = 50

# What whoever has asked puts in place of each number of an answer.
CHANGED = "changed by whoever had asked"

# The program that is asked about, as it stands in the exercise: what it comes to is found by running it.
EXPERIMENT = """
import functools
import multiprocessing
import os

notes: list[int] = []
page = os.open(__file__, os.O_RDONLY)  # each read goes on where the one before it has ended


@functools.cache
def square(number: int) -> int:
    return number * number


def work(handed_over, n, answers) -> None:
    notes.append(n)
    handed_over.append(n)
    square(n)
    os.read(page, n)
    answers.put(
        {
            "notes, child": len(notes),
            "cached, child": square.cache_info().currsize,
            "handed over, child": len(handed_over),
            "city, child": int(os.environ.get("CITY", "0")),
        }
    )


def experiment(method: str, n: int) -> dict[str, int]:
    os.environ.pop("CITY", None)
    context = multiprocessing.get_context(method)
    answers = context.SimpleQueue()
    handed_over = list(range(n))
    for number in range(n):
        notes.append(number)
        square(number)
    os.read(page, n)
    found = {}
    for _ in range(2):
        child = context.Process(target=work, args=(handed_over, n, answers))
        child.start()
        child.join()
        found = answers.get()
        os.environ["CITY"] = str(n)
    found["notes, main"] = len(notes)
    found["handed over, main"] = len(handed_over)
    found["page, main"] = os.lseek(page, 0, os.SEEK_CUR)
    return found
"""


def run_experiment(module: "Any", text: str, method: str, n: int) -> dict[str, int]:
    """What comes of the experiment, in a module of its own that is imported for the first time."""
    import importlib

    with open("experiment.py", "w", encoding="utf-8") as file:
        file.write(text)
    importlib.invalidate_caches()
    found: dict[str, int] = importlib.import_module("experiment").experiment(method, n)
    return found


def ask(module: "Any", methods: list[str], n: int, other: int, most: int, changed: str) -> dict[str, dict[str, object]]:
    """What is predicted for each start method: for n twice, for another n before and for the greatest afterwards.

    In the end it is asked once more for the other n, when the program has done what experiment() does in it. Whoever
    has asked changes the answer, which is theirs. These are numbers, or words for no number.
    """
    import contextlib
    import os

    answers: dict[str, dict[str, object]] = {}
    for when, asked in ((" before", other), ("", n), (" again", n), (" at most", most), (" in the end", other)):
        if when == " in the end":
            getattr(module, "notes", []).append(n)
            getattr(module, "square", abs)(n)
            if isinstance(page := getattr(module, "page", None), int):
                os.read(page, n)
            os.environ["CITY"] = str(n)
        for method in methods:
            predicted = module.predict(method, asked)
            if not isinstance(predicted, dict):
                predicted = {"": predicted}
            answers[method + when] = {
                str(name): value if isinstance(value, (int, float)) else repr(value)[:60]
                for name, value in predicted.items()
            }
            with contextlib.suppress(TypeError):
                predicted.update(dict.fromkeys(predicted, changed))
    return answers


@points(2)
def test_memory(program: Program) -> None:
    """It is known what is in the memory of the second child, and in that of the main process."""
    _expect_predicted(program, ["notes, child", "notes, main", "cached, child"])


@points(1)
def test_handed_over(program: Program) -> None:
    """It is known what becomes of a list that is handed over to the children."""
    _expect_predicted(program, ["handed over, child", "handed over, main"])


@points(1)
def test_open_file(program: Program) -> None:
    """It is known how far the open file has been read in the end."""
    _expect_predicted(program, ["page, main"])


@points(1)
def test_environment(program: Program) -> None:
    """It is known which environment the second child has."""
    _expect_predicted(program, ["city, child"])


def _expect_predicted(program: Program, questions: Sequence[str]) -> None:
    n, other = program.number(11, MOST - 1, salt="n"), program.number(2, 8, salt="other n")
    run = program.drive(ask, methods=METHODS, n=n, other=other, most=MOST, changed=CHANGED)
    answers = run.expect_result(dict[str, dict[str, int | float | str]])
    if len(run.processes) > 1:
        run.fail(
            _("predict() started a process."),
            expected=_("it works the numbers out"),
            actual=_("{count} processes").format(count=len(run.processes) - 1),
            help=_("Run the experiment as often as you like, and look. What predict() says, it is to say beforehand."),
        )
    _expect_again(run, n, other, answers, questions)
    wrong: list[tuple[str, str, int, int | float | str]] = []
    elsewhere: list[tuple[int, str, str, int, int | float | str | None]] = []
    for method in METHODS:
        ran = program.drive(run_experiment, text=EXPERIMENT, method=method, n=n)
        found = ran.expect_result(dict[str, int])
        predicted = answers.get(method, {})
        for question in questions:
            if question not in predicted:
                run.fail(
                    _("predict({method!r}, {n}) has nothing under {question!r}.").format(
                        method=method, n=n, question=question
                    ),
                    expected=_("a dict with this key"),
                    actual=", ".join(map(repr, predicted)) or _("nothing"),
                )
            if predicted[question] != found[question]:
                wrong.append((method, question, found[question], predicted[question]))
            for when, asked in (("before", other), ("at most", MOST)):
                number, answer = _for_another(found[question], n, asked), answers[f"{method} {when}"].get(question)
                if answer != number:
                    elsewhere.append((asked, method, question, number, answer))
    if wrong:
        run.fail(
            _("The experiment was run with n = {n}, and came to other numbers.").format(n=n),
            expected="\n".join(f"{method}: {question} {number}" for method, question, number, _answer in wrong),
            actual="\n".join(f"{method}: {question} {answer}" for method, question, _number, answer in wrong),
            help=_why_wrong(wrong, n, other),
        )
    if elsewhere:
        lines = [
            (f"n = {asked}, {method}: {question} {number}", f"n = {asked}, {method}: {question} {answer}")
            for asked, method, question, number, answer in elsewhere
        ]
        run.fail(
            _("For n = {n} these numbers are right, and for n = {other} they are not.").format(
                n=n, other=elsewhere[0][0]
            ),
            expected="\n".join(line for line, _answer in lines),
            actual="\n".join(line for _line, line in lines),
            help=_(
                "n is any number from 2 to {most}. Does each of the seven come from n in the same way for all?"
            ).format(most=MOST),
        )


def _expect_again(
    run: Run, n: int, other: int, answers: dict[str, dict[str, int | float | str]], questions: Sequence[str]
) -> None:
    """Whoever rehearses with the program's own list, cache and file finds them changed the next time."""
    why = _(
        "The experiment is one of a program that has just been started. What does predict() leave behind in this one, "
        "where the next prediction finds it?"
    )
    _expect_the_same(run, answers, questions, n, ("", " again"), why)
    why = _(
        "Between the two it was asked for larger numbers, and the program has used its list, its cache, its page and "
        "its environment as experiment() does. The experiment is one of a program that has just been started. What of "
        "this one does predict() look at?"
    )
    _expect_the_same(run, answers, questions, other, (" before", " in the end"), why)


def _expect_the_same(
    run: Run,
    answers: dict[str, dict[str, int | float | str]],
    questions: Sequence[str],
    n: int,
    when: tuple[str, str],
    why: str,
) -> None:
    before, after = when
    changed = [
        (method, question)
        for method in METHODS
        for question in questions
        if answers[method + before].get(question) != answers[method + after].get(question)
    ]
    if any(answers[method + after].get(question) == repr(CHANGED) for method, question in changed):
        why = _(
            "Whoever gets a dict may change it. What does predict() return when it is asked for the same numbers once "
            "more, and who has that already?"
        )
    if changed:
        run.fail(
            _("predict() was asked twice for the same numbers, and said something else the second time."),
            expected=_("the same the second time, with n = {n}").format(n=n),
            actual="\n".join(
                _("{method}: {question} {first}, then {second}").format(
                    method=method,
                    question=question,
                    first=answers[method + before].get(question),
                    second=answers[method + after].get(question),
                )
                for method, question in changed
            ),
            help=why,
        )


def _why_wrong(wrong: list[tuple[str, str, int, int | float | str]], n: int, other: int) -> str:
    if all(answer in (3, 4, 9) for _method, _question, _number, answer in wrong):
        return _("For n = 3 these numbers may be right. How does each of them come from n?")
    if any(isinstance(answer, str) for _method, _question, _number, answer in wrong):
        return _("Each of the seven is a number, and no text.")
    if all(answer == _for_another(number, n, other) for _method, _question, number, answer in wrong):
        return _(
            "These are the numbers for n = {other}, which predict() had been asked for before. What does it keep of "
            "what it was asked?"
        ).format(other=other)
    return _why(*wrong[0][:2])


def _for_another(number: int, n: int, other: int) -> int:
    """What a number that the experiment came to is for another n: each is so many times n, and one more or not."""
    return number // n * other + number % n


def _why(method: str, question: str) -> str:
    """The idea behind the first wrong prediction."""
    if question == "city, child":
        if method == "forkserver":
            return _(
                "A child begins with the environment of the process that makes it. Here that is the fork server. When "
                "was the server itself started, and by whom?"
            )
        return _(
            "A child begins with the environment that its parent has at that moment. What had the main process put "
            "into it when the second child was started?"
        )
    if question == "page, main":
        if method == "fork":
            return _(
                "fork copies the number of an open file, not the file. The system keeps one place for it, however many "
                "processes have it open. Who has read from it?"
            )
        return _(
            "Such a child has nothing that the main process has opened. It imports the file, and opens one for itself: "
            "the same page, with a place of its own."
        )
    if question.startswith("handed over"):
        return _(
            "What is handed over in args is copied into the child, with all that it holds: by fork, or as a pickle. "
            "Which of the two lists does a child add to, and whom does it leave that list to?"
        )
    if question == "notes, main":
        return _("A child adds to a list in its own memory. Two processes have no list in common.")
    if method == "fork":
        return _(
            "A forked child is a copy of the main process, as that is at the moment of start(), with all its lists and "
            "caches. What the first child has added to its copy, the second one never sees."
        )
    return _(
        "Such a child is no copy. It imports the file and runs the lines at its top. What is in the list then, and in "
        "the cache? Nobody calls experiment() there."
    )
