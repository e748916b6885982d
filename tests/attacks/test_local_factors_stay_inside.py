"""The adversary hopes that a team's own factors, whose names are free words, leave with a release.

It has the payload that was signed, the preview and the tables, and compares a vault with such factors to one without.
"""

import json
import secrets

import pytest
from making_vaults import create_vault

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import CaseSnapshot, Purpose
from fieldnotes.casebook.snapshots import snapshot
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import NOT_SAID
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy, shipped_policy_raw
from fieldnotes.release.tabulating import tabulate
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.invites import Invite, write_invite
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

TAXONOMY = load_taxonomy()
NAME = "Zq7canary of Myitkyina"


@pytest.fixture
def make_desk(tmp_path):
    opened = []

    def make(*, with_local):
        folder = tmp_path / f"vault-{len(opened)}"
        vault, _ = create_vault(
            folder, role=VaultRole.RESEARCHER, passphrase=Passphrase("invented notes"), kdf_id=1
        )
        opened.append(vault)
        book = Casebook.open(vault, TAXONOMY)
        fill(book, with_local=with_local)
        desk = ReleaseDesk.open(book)
        signer = DeviceKey.generate()
        invite = Invite(
            project=secrets.token_hex(16),
            recipients=(AgeIdentity.generate().recipient,),
            signing_keys=(signer.public,),
            path_secret=secrets.token_hex(32),
            policy_name=shipped_policy().name,
            policy=shipped_policy_raw().decode(),
        )
        desk.accept_invite(write_invite(invite, signer))
        return book, desk

    yield make
    for vault in opened:
        vault.close()


def fill(book, *, with_local):
    factors = [factor.id for factor in TAXONOMY.active_factors]
    with book.vault.transaction():
        local = book.local.add(NAME, f"what {NAME} did") if with_local else None
        for place in range(17):
            case = CaseId(f"C{place + 1}")
            book.cases.add(case)
            for purpose in Purpose:
                book.consent.give(case, purpose)
            interview = book.interviews.add(case, "he left at night")
            for step in range(6):
                book.codings.add(interview.id, Span(0, 2), factors[(place * 5 + step * 7) % len(factors)])
            if local is not None:
                for start in range(place % 4):
                    book.codings.add(interview.id, Span(start, start + 3), local.id, memo=NAME)
            book.checklist.mark_rest_not_raised(case)


def test_a_release_is_the_same_with_and_without_local_factors(make_desk):
    payloads = []
    for with_local in (True, False):
        book, desk = make_desk(with_local=with_local)
        assert bool(book.local.all()) is with_local
        desk.approve()
        raw = desk.payload(1)
        assert b"canary" not in raw
        assert b"local" not in raw
        payload = json.loads(raw)
        payloads.append((payload["tables"], payload["certificate"]))
    assert payloads[0] == payloads[1]


def test_nothing_that_a_release_is_shown_before_it_leaves_names_them(make_desk):
    book, desk = make_desk(with_local=True)
    assert "canary" not in repr(desk.preview())
    assert not any(
        name.startswith("local") for case in book.cases.list() for name in snapshot(book, case.id).raised
    )
    layout = layout_of(TAXONOMY, shipped_policy())
    assert not any(factor.startswith("local") for factors in layout.groups.values() for factor in factors)


def test_tabulating_does_not_count_a_local_factor_even_where_a_snapshot_holds_one():
    policy = shipped_policy()
    layout = layout_of(TAXONOMY, policy)
    attributes = {attribute.id: NOT_SAID for attribute in TAXONOMY.attributes}
    held = CaseSnapshot(CaseId("C1"), attributes, frozenset({FactorId("local.zq7canary")}))
    tables = tabulate([held], layout=layout, policy=policy, names=["group", "factor", "pair"])
    for table in tables:
        assert not any(table.cells.values())
        assert not any("local" in part for key in table.cells for part in key)
