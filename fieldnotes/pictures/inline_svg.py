"""Makes matplotlib's SVG fit to stand inside a page that forbids styles, scripts and foreign references.

A ``style`` attribute becomes presentation attributes (SVG 1.1, section 6.1), which a Content Security Policy does not
forbid; the one ink becomes ``currentColor``, so that the figure follows the page into light, dark and print; the font
is left to the page.
"""

import re
from html import escape

INK = "#123456"
"""The colour a figure is drawn in before it becomes the page's own text colour; any unlikely value does."""

_STYLE = re.compile(r' style="([^"]*)"')
_IDS = re.compile(r'(\bid="|url\(#)([A-Za-z0-9_.-]+)')
_DROPPED = (
    re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL),
    re.compile(r"<defs>\s*<style.*?</style>\s*</defs>\s*", re.DOTALL),
    re.compile(r'(?<=<g) id="[^"]*"'),
    re.compile(r' transform="rotate\(-?0 [^"]*\)"'),
)
_ROOT = re.compile(r'<svg[^>]*viewBox="([^"]*)"[^>]*>')


def to_inline(raw: str, *, name: str, description: str) -> str:
    """Turn a whole SVG document of matplotlib into an element for a page.

    Args:
        raw: what ``savefig(format="svg")`` wrote with ``svg.fonttype = none``.
        name: prefix that keeps ids apart from those of other figures on the page.
        description: the figure in one sentence; read aloud by screen readers.

    Raises:
        ValueError: if ``raw`` is not an SVG document with a view box.
    """
    root = _ROOT.search(raw)
    if root is None:
        raise ValueError("This is not an SVG document with a view box.")
    body = raw[root.end() :]
    for pattern in _DROPPED:
        body = pattern.sub("", body)
    body = _STYLE.sub(_presentation, body).replace(INK, "currentColor")
    body = _IDS.sub(rf"\g<1>{name}-\g<2>", body)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" aria-labelledby="{name}-title" '
        f'viewBox="{root[1]}" stroke-linejoin="round" stroke-linecap="butt">'
        f'<title id="{name}-title">{escape(description)}</title>'
    )
    return opening + body.strip()


def _presentation(found: re.Match[str]) -> str:
    """Attributes that say what one ``style`` attribute said, without the font family."""
    kept = []
    for rule in found[1].split(";"):
        key, _, value = rule.partition(":")
        if key.strip() != "font-family":
            kept.append(f'{key.strip()}="{value.strip()}"')
    return " " + " ".join(kept)
