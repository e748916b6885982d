"""What of the casebook is watched for rows put back from an older copy: everything but the search index.

The index is made from the texts, and what it finds is looked up in them.
"""

from typing import Final

from fieldnotes.vault.watching import Watched

_CASE: Final = "'case ' || {row}.case_id"
_INTERVIEW: Final = "'interview ' || {row}.interview_id"

WATCHED: Final = (
    Watched("cases", scope="'case ' || {row}.id"),
    Watched("case_attributes", scope=_CASE),
    Watched("consents", scope=_CASE),
    Watched("checklist_marks", scope=_CASE),
    Watched("interviews", scope="'interview ' || {row}.id"),
    Watched("snapshots", scope=_INTERVIEW),
    Watched("journal", scope=_INTERVIEW),
    Watched("writing_sessions", scope=_INTERVIEW),
    Watched("passages", scope=_INTERVIEW),
    Watched("codings", parent=("passages", "passage_id")),
    Watched("words_before", scope=_INTERVIEW),
    Watched("unindexed", scope=_INTERVIEW),
    Watched("unfinished", scope="'deletions'"),
)
