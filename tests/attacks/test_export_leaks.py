"""The adversary holds every export, opened, and looks for anything that is not a number, a label or a hash.

What it knows: the sealed files, their names, their lengths, and (the worst case) the coordinator's keys. What it wants:
one word of a note, one case label, one date, one name of a device or of a person.
"""

import json
import re
import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making_vaults import create_vault

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.policies import shipped_policy, shipped_policy_raw
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.exports import open_export
from fieldnotes.sealing.invites import Invite, write_invite
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

TAXONOMY = load_taxonomy()
POLICY = shipped_policy()
COORDINATOR = AgeIdentity.generate()
SIGNER = DeviceKey.generate()

LABELS = (
    {factor.id for factor in TAXONOMY.factors}
    | {group.id for group in TAXONOMY.groups}
    | {attribute.id for attribute in TAXONOMY.attributes}
    | {level for attribute in TAXONOMY.attributes for level in POLICY.levels(attribute.id)}
    | {"group", "factor", "pair", "S", POLICY.name, "suppressed", "fieldnotes-export"}
    | {
        f"{family}{attribute.id}"
        for attribute in TAXONOMY.attributes
        for family in ("attribute.", "group-by-")
    }
)
DIGEST = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}|SHA256:[A-Za-z0-9+/]{43}")


def invite():
    return write_invite(
        Invite(
            project=secrets.token_hex(16),
            recipients=(COORDINATOR.recipient,),
            signing_keys=(SIGNER.public,),
            path_secret=secrets.token_hex(32),
            policy_name=POLICY.name,
            policy=shipped_policy_raw().decode(),
        ),
        SIGNER,
    )


def leaves(value, path=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def fill(book, labels, text, memo, title):
    factors = [factor.id for factor in TAXONOMY.active_factors]
    with book.vault.transaction():
        for place, label in enumerate(labels):
            case = CaseId(label)
            book.cases.add(case)
            for purpose in Purpose:
                book.consent.give(case, purpose)
            interview = book.interviews.add(case, text, title)
            for step in range(6):
                factor = factors[(place * 5 + step * 7) % len(factors)]
                book.codings.add(interview.id, Span(0, 1), factor, memo=memo)
            book.checklist.mark_rest_not_raised(case)


@pytest.fixture
def fresh_desk(tmp_path_factory):
    opened = []

    def make():
        folder = tmp_path_factory.mktemp("v") / "vault"
        vault, _ = create_vault(
            folder, role=VaultRole.RESEARCHER, passphrase=Passphrase("invented notes"), kdf_id=1
        )
        opened.append(vault)
        book = Casebook.open(vault, TAXONOMY)
        return book, ReleaseDesk.open(book)

    yield make
    for vault in opened:
        vault.close()


words = st.text(st.characters(categories=["L", "N"], exclude_characters="\u2028"), min_size=12, max_size=30)
case_labels = st.from_regex(r"[G-Zg-z][A-Za-z0-9-]{5,15}", fullmatch=True)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(case_labels, min_size=15, max_size=20, unique_by=str.lower),
    st.lists(words, min_size=4, max_size=4),
)
def test_nothing_typed_by_a_person_is_in_a_payload(fresh_desk, labels, typed_words):
    text, memo, title, device = typed_words
    book, desk = fresh_desk()
    try:
        fill(book, labels, text, memo, title)
        desk.accept_invite(invite())
        desk.remotes.add(device, "folder", f"/nowhere/{device}", auto=False)
        entry = desk.approve()
        payload = desk.payload(entry.number)
        for typed in (*labels, text, memo, title, device):
            assert typed.encode() not in payload
            assert typed not in payload.decode("ascii")
        for path, value in leaves(json.loads(payload)):
            assert value is None or isinstance(value, int) or value in LABELS or DIGEST.fullmatch(value), path
    finally:
        book.vault.close()


def test_every_string_of_a_large_release_is_a_label_or_a_digest_and_nothing_is_a_time(fresh_desk):
    book, desk = fresh_desk()
    fill(book, [f"Village-{number}" for number in range(41)], "words of a person " * 4, "a memo", "a title")
    desk.accept_invite(invite())
    desk.approve()
    payload = json.loads(desk.payload(1))
    assert {table["name"] for table in payload["tables"]} >= {"group-by-age", "attribute.rank", "factor"}
    strings = [value for _, value in leaves(payload) if isinstance(value, str)]
    assert len(strings) > 1000
    for value in strings:
        assert value in LABELS or DIGEST.fullmatch(value)
    numbers = [value for _, value in leaves(payload) if isinstance(value, int)]
    assert max(numbers) <= 41
    # Neither a year nor a number of seconds fits below that, so no time is hidden among the numbers.
    assert not any(isinstance(value, (float, bool)) for _, value in leaves(payload))


def test_the_outbox_and_the_store_hold_ciphertext_of_one_length_and_meaningless_names(fresh_desk, tmp_path):
    lengths, names, heads = set(), set(), set()
    for researcher in range(3):
        book, desk = fresh_desk()
        fill(
            book,
            [f"Canary{researcher}-{number}" for number in range(15 + 2 * researcher)],
            "canary-text",
            "memo-canary",
            "t",
        )
        desk.accept_invite(invite())
        store = tmp_path / str(researcher)
        store.mkdir()
        desk.remotes.add("stick", "folder", str(store), auto=False)
        desk.approve()
        desk.push()
        (file,) = [path for path in store.rglob("*") if path.is_file()]
        raw = file.read_bytes()
        for word in (b"anary", b"fieldnotes", b"group", b"driver", desk.membership().project.encode()):
            assert word not in raw
        lengths.add(len(raw))
        names.add(file.parent.name)
        heads.add(raw[:60])
        assert open_export(raw, [COORDINATOR]).payload_bytes == desk.payload(1)
    assert len(lengths) == 1
    assert len(names) == 3
    assert len(heads) == 3


def test_two_vaults_with_the_same_counts_send_the_same_tables_whatever_was_written(fresh_desk):
    # Key order, cell order and spelling depend on the codebook alone: nothing else can carry a message.
    tables = []
    for text, prefix in (("one story", "A"), ("quite another, much longer story " * 50, "Zz")):
        book, desk = fresh_desk()
        labels = [f"{prefix}{number}" for number in range(17)]
        fill(book, labels, text, text[:10], text[:5])
        desk.accept_invite(invite())
        desk.approve()
        payload = json.loads(desk.payload(1))
        tables.append((payload["tables"], payload["certificate"]))
    assert tables[0] == tables[1]
