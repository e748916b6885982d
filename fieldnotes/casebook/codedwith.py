"""The passages that carry a factor, by coders who may be seen."""

from fieldnotes.base.ids import FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.blinding import SEEN
from fieldnotes.casebook.passages import Passages
from fieldnotes.vault.vault import Vault

_SELECT = (
    "SELECT p.interview_id, p.id, p.start, p.length, i.edits > i.passages_as_of AS edited"  # noqa: S608 - a constant
    " FROM codings c JOIN passages p ON p.id = c.passage_id JOIN interviews i ON i.id = p.interview_id"
    f" WHERE c.factor = :factor AND {SEEN}"
)


def coded_with(
    vault: Vault,
    passages: Passages,
    factor: FactorId,
    *,
    interview: InterviewId | None = None,
    most: int = -1,
) -> list[tuple[InterviewId, Span]]:
    """Where a factor is coded, the latest coding first; codings whose words were deleted are left out.

    Args:
        vault: the vault.
        passages: where its passages stand.
        factor: which.
        interview: look in this one only.
        most: no more codings than this; all of them where negative.
    """
    # Not one statement for both: an interview's own passages are found by their index, without reading every coding.
    here = "" if interview is None else " AND p.interview_id = :interview"
    rows = vault.connection.execute(
        f"{_SELECT}{here} ORDER BY c.id DESC LIMIT :most",
        {"factor": factor, "interview": interview, "most": most},
    ).fetchall()
    found = []
    for row in rows:
        start, length = row["start"], row["length"]
        if row["edited"]:  # only then a row does not say where its passage stands
            start, length, _ = passages.place(row["interview_id"], row["id"])
        if length:
            found.append((InterviewId(row["interview_id"]), Span(start, start + length)))
    return found
