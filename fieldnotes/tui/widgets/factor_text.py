"""What the codebook says of a factor, as text."""

from rich.text import Text

from fieldnotes.casebook.localfactors import Codable, LocalFactor
from fieldnotes.codebook.guiding import retirement
from fieldnotes.codebook.models import Taxonomy


def factor_text(factor: Codable, taxonomy: Taxonomy, *, whole: bool = False) -> Text:
    """Label, definition, *use when*, *do not use when*; with ``whole`` also example, prompts and source."""
    text = Text.assemble((factor.key, "bold"), " ", (factor.label, "bold"))
    if isinstance(factor, LocalFactor):
        text.append(f"\n{factor.description}" if factor.description else "")
        text.append("\nMade by the team; it never leaves with a release, and is not on the checklist.")
        return text
    if factor.retired is not None:
        text.append(f"\n{retirement(factor, taxonomy)}", style="italic")
    if factor.definition:
        text.append(f"\n{factor.definition}")
    _part(text, "Use when", factor.use_when)
    boundaries = []
    for boundary in factor.do_not_use_when:
        instead = f" ({taxonomy.factor(boundary.instead).key} instead)" if boundary.instead else ""
        boundaries.append(f"{boundary.text}{instead}")
    _part(text, "Do not use when", boundaries)
    if whole:
        _part(text, "Example", [factor.example] if factor.example else [])
        _part(text, "To ask", factor.prompts)
        _part(text, "In the report", [factor.source] if factor.source else [])
    return text


def _part(text: Text, title: str, sentences: "list[str] | tuple[str, ...]") -> None:
    if sentences:
        text.append(f"\n{title}", style="bold")
        for sentence in sentences:
            text.append(f"\n· {sentence}")
