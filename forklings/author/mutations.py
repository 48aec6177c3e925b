"""Small changes to a right program, each a mistake of the trade: what a grader should notice.

Each operator gives edits: places in the text and what stands there instead. cosmic-ray's operators
(comparisons, numbers, loops and the like) are added in `mutants`.
"""

from __future__ import annotations

import ast
import functools
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Calls without which a process is not waited for, a message not sent, a lock not freed.
_CALLS_TO_DROP = frozenset(
    {
        "start",
        "join",
        "close",
        "terminate",
        "kill",
        "shutdown",
        "flush",
        "task_done",
        "put",
        "send",
        "cancel_join_thread",
    }
    | {"acquire", "release", "wait", "set", "clear", "notify", "notify_all", "abort", "reset", "cancel_join_thread"}
)
# Two of one of these next to each other may stand in either order.
_IN_ANY_ORDER = frozenset({"start", "join", "close", "terminate", "kill", "cancel_join_thread"})
# What is not seen by another process: to change the order of these and of what is, is no mistake of the trade.
_AT_HOME = frozenset({"print", "append", "add", "insert", "remove", "extend", "pop", "discard", "update"})
_COUNTED = frozenset({"Semaphore", "BoundedSemaphore", "Barrier", "Queue", "JoinableQueue", "Pool", "range"})
_WAITS = frozenset({"wait", "get", "recv", "poll", "acquire"})
# Calls in which a number says how long, and no contract promises how long.
_LASTING = frozenset({"sleep", "join", "wait", "poll"})
# Switches of which each side is right: a daemon that is waited for, an end that is not used, lengths that are equal.
_EITHER = frozenset({"daemon", "duplex", "strict"})

# What a logger is told before anything is logged, in any order.
_SETTINGS = frozenset({"addHandler", "addFilter", "setFormatter", "setLevel"})


@dataclass(frozen=True)
class Edit:
    """Text from start to end, as offsets into the source, is replaced."""

    start: int
    end: int
    text: str


Edits = tuple[Edit, ...]


class _Source:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line.encode()))
        self._bytes = text.encode()

    def offset(self, line: int, column: int) -> int:
        """In characters; ast counts columns in bytes."""
        return len(self._bytes[: self._lines[line - 1] + column].decode())

    def span(self, node: ast.stmt | ast.expr | ast.keyword | ast.arg) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.stmt | ast.expr | ast.keyword | ast.arg) -> str:
        start, end = self.span(node)
        return self.text[start:end]


@functools.lru_cache(maxsize=1)
def _parsed(text: str) -> _Source:
    """It is asked about one text again and again."""
    return _Source(text)


def edits(text: str) -> Iterator[tuple[str, Edits]]:
    """Every change that an operator of the trade makes, with the operator's name; raises SyntaxError."""
    source = _Source(text)
    for name, operator in OPERATORS.items():
        for change in operator(source):
            yield name, change


def apply(text: str, change: Edits) -> str:
    """A text with edits made that do not overlap."""
    for edit in sorted(change, key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _called(node: ast.AST) -> str:
    """The last name of what a call calls, or ""."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def is_no_mistake(text: str, mutated: str) -> bool:
    """Whether a number or a switch was changed that nothing hangs on in any right program.

    How long something sleeps or waits before it looks again; what stands after `or` for a pid that the
    type checker thinks may be missing; a daemon that is waited for all the same. Raises SyntaxError.
    """
    source = _parsed(text)
    at = next((place for place, pair in enumerate(zip(text, mutated, strict=False)) if pair[0] != pair[1]), len(text))
    around = _around(source, at)
    if not around or not isinstance(around[-1], ast.Constant):
        return False
    for outer, inner in itertools.pairwise(around):
        match outer:
            case ast.keyword(arg="timeout"):
                return True
            case ast.keyword(arg=name) if name in _EITHER:
                return True
            case ast.Call() if _called(outer) in _LASTING and inner is not outer.func:
                return True
            case ast.BoolOp(op=ast.Or()) if inner is around[-1]:
                return True
    return False


def _around(source: _Source, at: int) -> list[ast.AST]:
    """The nodes that a place in the text is in, the outermost first."""
    found: list[ast.AST] = []
    todo: list[ast.AST] = list(source.tree.body)
    while todo:
        node = todo.pop()
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, (ast.stmt, ast.expr, ast.keyword, ast.arg)):
            start, end = source.span(node)
            if not start <= at < end:
                continue
            found.append(node)
            todo = children
        else:
            todo += children
    return found


def _drop_with(source: _Source) -> Iterator[Edits]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.With) and all(item.optional_vars is None for item in node.items):
            start = source.span(node)[0]
            end = source.text.index(":", source.span(node.items[-1].context_expr)[1])
            yield (Edit(start, end, "if True"),)


def _drop_call(source: _Source) -> Iterator[Edits]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and _called(node.value) in _CALLS_TO_DROP:
            yield (Edit(*source.span(node), "pass"),)


def _swap_neighbours(source: _Source) -> Iterator[Edits]:
    """Change the order of two statements that call something, loops that start or join among them."""
    for node in ast.walk(source.tree):
        for block in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            if not isinstance(block, list):
                continue
            for first, second in itertools.pairwise(block):
                if _is_worth_swapping(_call_of(first), _call_of(second)):
                    yield (
                        Edit(*source.span(first), source.of(second)),
                        Edit(*source.span(second), source.of(first)),
                    )


def _call_of(node: ast.stmt) -> str:
    """What a statement calls that does nothing else, a loop that calls nothing else too; "" for any other."""
    if isinstance(node, ast.For):
        return _call_of(node.body[0]) if len(node.body) == 1 else ""
    return _called(node.value) if isinstance(node, ast.Expr) else ""


def _is_worth_swapping(first: str, second: str) -> bool:
    if not first or not second or {first, second} & _AT_HOME or {first, second} <= _SETTINGS:
        return False
    return first != second or first not in _IN_ANY_ORDER


def _count_differently(source: _Source) -> Iterator[Edits]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _called(node) in _COUNTED and node.args:
            argument = node.args[-1] if _called(node) == "range" else node.args[0]
            for more in ("+ 1", "- 1"):
                yield (Edit(*source.span(argument), f"({source.of(argument)}) {more}"),)


def _turn_daemon(source: _Source) -> Iterator[Edits]:
    """Where nobody joins: a daemon that is waited for works as any other process does."""
    if any(_called(node) == "join" for node in ast.walk(source.tree)):
        return
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and _called(node) == "Process"):
            continue
        daemon = next((keyword for keyword in node.keywords if keyword.arg == "daemon"), None)
        if daemon is not None:
            yield (Edit(*source.span(daemon.value), f"not ({source.of(daemon.value)})"),)
        elif node.args or node.keywords:
            parts: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
            last = max(source.span(part)[1] for part in parts)
            yield (Edit(last, last, ", daemon=True"),)


def _ask_once(source: _Source) -> Iterator[Edits]:
    """`while` to `if` round a wait."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.While) and any(_called(part) in _WAITS for part in ast.walk(node)):
            start = source.span(node)[0]
            yield (Edit(start, start + len("while"), "if"),)


def _renamed(old: str, new: str) -> Callable[[_Source], Iterator[Edits]]:
    def operator(source: _Source) -> Iterator[Edits]:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == old:
                end = source.span(node.func)[1]
                yield (Edit(end - len(old), end, new),)

    return operator


def _put_without_waiting(source: _Source) -> Iterator[Edits]:
    """Where some queue has a bound: in one that has none nobody waits for room."""
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    if any(_called(call).endswith("Queue") and (call.args or call.keywords) for call in calls):
        yield from _renamed("put", "put_nowait")(source)


def _drop_sentinel(source: _Source) -> Iterator[Edits]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _called(node.value) in ("put", "send"):
            arguments = node.value.args
            if arguments and isinstance(arguments[0], ast.Constant) and arguments[0].value is None:
                yield (Edit(*source.span(node), "pass"),)


def _drop_timeout(source: _Source) -> Iterator[Edits]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg == "timeout":
                    yield (Edit(*source.span(keyword.value), "None"),)
            if (
                _called(node) in ("join", "wait", "poll")
                and len(node.args) == 1
                and isinstance(node.func, ast.Attribute)
            ):
                yield (Edit(*source.span(node.args[0]), "None"),)


def _drop_guard(source: _Source) -> Iterator[Edits]:
    for node in source.tree.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare) and "__name__" in source.of(node.test):
            yield (Edit(*source.span(node.test), "True"),)


def _make_global(source: _Source) -> Iterator[Edits]:
    """What is handed to a process's target is left to a global of that name, which only fork hands on."""
    functions = {node.name: node for node in source.tree.body if isinstance(node, ast.FunctionDef)}
    for statement in ast.walk(source.tree):
        if not isinstance(statement, (ast.Assign, ast.Expr)):
            continue
        for node in ast.walk(statement):
            if not (isinstance(node, ast.Call) and _called(node) == "Process"):
                continue
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            target, values = given.get("target"), given.get("args")
            if not (isinstance(target, ast.Name) and isinstance(values, ast.Tuple) and target.id in functions):
                continue
            parameters = functions[target.id].args.args
            for place, value in enumerate(values.elts):
                if not isinstance(value, ast.Name) or len(parameters) != len(values.elts):
                    continue
                kept = [source.of(other) for other in values.elts if other is not value]
                names = [source.of(parameter) for number, parameter in enumerate(parameters) if number != place]
                first, last = source.span(parameters[0])[0], source.span(parameters[-1])[1]
                start, indent = source.span(statement)[0], " " * statement.col_offset
                yield (
                    Edit(start, start, f"globals()[{parameters[place].arg!r}] = {value.id}\n{indent}"),
                    Edit(*source.span(values), f"({', '.join(kept)}{',' * (len(kept) == 1)})"),
                    Edit(first, last, ", ".join(names)),
                )


OPERATORS: dict[str, Callable[[_Source], Iterator[Edits]]] = {
    "drop a with": _drop_with,
    "drop a call": _drop_call,
    "swap two calls": _swap_neighbours,
    "count one more or less": _count_differently,
    "daemon on or off": _turn_daemon,
    "if for while": _ask_once,
    "notify for notify_all": _renamed("notify_all", "notify"),
    "drop a sentinel": _drop_sentinel,
    "put_nowait for put": _put_without_waiting,
    "drop a timeout": _drop_timeout,
    "drop the main guard": _drop_guard,
    "a global for an argument": _make_global,
}
