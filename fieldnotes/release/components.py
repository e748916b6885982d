"""The migrations of every room whose tables a vault can have; for faces that open a damaged one."""

from collections.abc import Mapping, Sequence
from typing import Final

from fieldnotes.casebook import (
    abbreviations,
    actschema,
    consenting,
    copies,
    diary,
    dismissing,
    exchange,
    findings,
    guides,
    localfactors,
    memos,
    restored,
    retention,
    schema,
    secondcoding,
    succeeding,
)
from fieldnotes.release import migrations, remotes
from fieldnotes.vault import documents
from fieldnotes.vault.migrating import Migration

RESEARCHERS: Final[Mapping[str, Sequence[Migration]]] = {
    documents.COMPONENT: documents.MIGRATIONS,
    schema.COMPONENT: schema.MIGRATIONS,
    restored.COMPONENT: restored.MIGRATIONS,
    consenting.COMPONENT: consenting.MIGRATIONS,
    retention.COMPONENT: retention.MIGRATIONS,
    guides.COMPONENT: guides.MIGRATIONS,
    abbreviations.COMPONENT: abbreviations.MIGRATIONS,
    localfactors.COMPONENT: localfactors.MIGRATIONS,
    exchange.COMPONENT: exchange.MIGRATIONS,
    findings.COMPONENT: findings.MIGRATIONS,
    memos.COMPONENT: memos.MIGRATIONS,
    diary.COMPONENT: diary.MIGRATIONS,
    actschema.COMPONENT: actschema.MIGRATIONS,
    dismissing.COMPONENT: dismissing.MIGRATIONS,
    secondcoding.COMPONENT: secondcoding.MIGRATIONS,
    copies.COMPONENT: copies.MIGRATIONS,
    succeeding.COMPONENT: succeeding.MIGRATIONS,
    migrations.COMPONENT: migrations.MIGRATIONS,
    remotes.COMPONENT: remotes.MIGRATIONS,
}
