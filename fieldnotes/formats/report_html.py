"""The published page: one file, no script, nothing fetched from anywhere, readable on paper and on any screen."""

import base64
import hashlib
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fieldnotes.formats.report_model import Figure, Report
from fieldnotes.pictures.svg_bars import bars_svg, can_draw

_TEMPLATES: Final = Path(__file__).parent / "templates"


def report_html(report: Report) -> bytes:
    """The page as UTF-8 HTML. The same report gives the same bytes on machines with the same matplotlib.

    Every text is escaped. Only the style sheet of this package and our own figures are inserted as they are, and the
    page's Content Security Policy allows that one style sheet by its hash and nothing else.
    """
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template("report.html").render(
        report=report,
        style=Markup(style),  # noqa: S704 - this package's own file, no part of it comes from data
        policy=content_security_policy(style),
        draw=_drawing(),
    )
    return page.encode("utf-8")


def content_security_policy(style: str) -> str:
    """The page's policy: this one style sheet (CSP level 3, hash source), no script, no request, no form, no base."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


class _drawing:  # noqa: N801 - used as a function of the template that counts its calls
    """Draws figures one after the other, each with a name of its own; nothing where matplotlib is not installed."""

    def __init__(self) -> None:
        self._count = 0
        self._can = can_draw()

    def __call__(self, figure: Figure) -> Markup:
        if not self._can:
            return Markup()
        self._count += 1
        drawn = bars_svg(figure.chart, name=f"figure-{self._count}", description=figure.caption)
        return Markup(drawn)  # noqa: S704 - our own figure, its texts are escaped by matplotlib
