"""What of the release room is watched for rows put back from an older copy of the database: all of it."""

from typing import Final

from fieldnotes.vault.watching import Watched

WATCHED: Final = tuple(
    Watched(table, scope="'releases'")
    for table in (
        "release_device",
        "release_membership",
        "release_ledger",
        "release_outbox",
        "release_delivery",
        "release_restore",
        "release_member",
    )
)
