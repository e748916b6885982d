"""What of a coordinator's vault is watched for rows put back from an older copy of the database: all of it."""

from typing import Final

from fieldnotes.vault.watching import Watched

_SCOPES: Final = {
    "project": "project",
    "project_invite": "project",
    "device": "roster",
    "statement": "roster",
    "accepted_export": "inbox",
    "refused_export": "inbox",
    "inbox_object": "inbox",
    "publication": "publications",
}

WATCHED: Final = tuple(Watched(table, scope=f"'{scope}'") for table, scope in _SCOPES.items())
