"""What of a grader decides: its text without its words, so that a better message makes no measurement stale."""

from __future__ import annotations

import ast
import functools

# Where a check says what it has found; whether it was found is decided before.
_SAYS = "fail"
_WORDS = "help"
_TRANSLATED = "_"
_MARKS_A_CHECK = "points"


@functools.cache
def deciding(source: str) -> str:
    """The text of a grader as it would be if it said nothing; one that Python cannot read is all there is to it.

    Left out are comments, docstrings, what is passed to fail() but `certain`, what is passed as help, what is
    translated, and then every function that nothing refers to any more.
    """
    try:
        tree = _Wordless().visit(ast.parse(source))
    except SyntaxError:
        return source
    while dead := _unused(tree):
        tree.body = [node for node in tree.body if node not in dead]
    return ast.unparse(ast.fix_missing_locations(tree))


class _Wordless(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == _TRANSLATED:
            return ast.Constant("")
        node.keywords = [keyword for keyword in node.keywords if keyword.arg != _WORDS]
        if isinstance(node.func, ast.Attribute) and node.func.attr == _SAYS:
            node.args = []
            node.keywords = [keyword for keyword in node.keywords if keyword.arg == "certain"]
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if all(isinstance(target, ast.Name) and target.id == _WORDS for target in node.targets):
            return ast.Pass()
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return ast.Pass() if isinstance(node.value, ast.Constant) else self.generic_visit(node)


def _unused(tree: ast.Module) -> list[ast.stmt]:
    """Functions of a module that are no checks and that nothing else in it refers to."""
    found: list[ast.stmt] = []
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or _is_check(node):
            continue
        elsewhere = (other for statement in tree.body if statement is not node for other in ast.walk(statement))
        if not any(isinstance(other, ast.Name) and other.id == node.name for other in elsewhere):
            found.append(node)
    return found


def _is_check(node: ast.FunctionDef) -> bool:
    calls = [decorator.func for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return any(isinstance(call, ast.Name) and call.id == _MARKS_A_CHECK for call in calls)
