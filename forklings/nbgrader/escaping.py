"""Text cells of a student, as an instructor's browser gets them: Markdown, and no HTML.

nbconvert passes HTML in Markdown on, scripts too. formgrader shows its pages from the
Jupyter server's own origin, where a script may use kernels and terminals as the
instructor does.
"""

from __future__ import annotations

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """nbconvert's filter of this name, with HTML shown as text and no scripts behind links."""
    cell = context.get("cell") or {}
    renderer = IPythonRenderer(
        escape=True, allow_harmful_protocols=False, attachments=dict(cell.get("attachments") or {})
    )
    return str(MarkdownWithMath(renderer=renderer).render(source))
