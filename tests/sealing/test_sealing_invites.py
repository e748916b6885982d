"""Invites and enrolments: whole or refused."""

import json
import secrets

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.sealing.age_files import seal, sealed_length
from fieldnotes.sealing.age_keys import recipient_fingerprints
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.container import pack
from fieldnotes.sealing.documents import open_document, seal_document
from fieldnotes.sealing.enrolments import ENROLMENT_SIZE, Enrolment, open_enrolment, seal_enrolment
from fieldnotes.sealing.exports import open_export, seal_export
from fieldnotes.sealing.fingerprints import digest_of, spoken
from fieldnotes.sealing.invites import Invite, invite_sha256, read_invite, write_invite
from fieldnotes.sealing.signatures import Namespace, sign

PROJECT = "00112233445566778899aabbccddeeff"


@pytest.fixture
def invite(cast):
    return Invite(
        project=PROJECT,
        title="Study ကထ",
        recipients=cast.recipients,
        signing_keys=(cast.device.public,),
        path_secret=secrets.token_hex(32),
        policy_name="standard",
        policy='name = "standard"\r\n# every character is kept ✓\n',
    )


@pytest.fixture
def enrolment(cast):
    return Enrolment(
        project=PROJECT,
        recipients=recipient_fingerprints(cast.recipients),
        device=cast.device.public,
        label="tablet-2",
        invite_sha256="d" * 64,
    )


def test_an_invite_comes_back_whole(cast, invite):
    raw = write_invite(invite, cast.device)
    again = read_invite(raw)
    assert again == invite
    assert again.policy_raw == invite.policy.encode()
    assert digest_of(spoken(raw)).hex() == invite_sha256(raw)


def test_the_secret_of_an_invite_is_not_shown(invite):
    assert invite.path_secret not in repr(invite)
    assert invite.path_secret_bytes.hex() == invite.path_secret


def test_every_changed_byte_of_an_invite_is_damage(cast, invite):
    raw = write_invite(invite, cast.device)
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 0x01
        with pytest.raises((DamagedError, RefusedError)) as caught:
            read_invite(bytes(changed))
        assert invite.path_secret not in str(caught.value)


def test_an_invite_cut_or_lengthened_is_damage(cast, invite):
    raw = write_invite(invite, cast.device)
    for other in (b"", raw[:10], raw[:-1], raw + b"\n", raw + raw, b"\n" + raw, raw[: raw.index(b"\n") + 1]):
        with pytest.raises(DamagedError):
            read_invite(other)
    with pytest.raises(DamagedError):
        read_invite(raw + b" " * 2**20)


def test_an_invite_signed_by_another_key_is_refused(cast, invite):
    line = canonical_json(invite)
    with pytest.raises(RefusedError):
        read_invite(line + sign(line, cast.stranger, Namespace.INVITE))
    with pytest.raises(RefusedError):
        read_invite(line + sign(line, cast.device, Namespace.EXPORT))
    with pytest.raises(WrongUseError):
        write_invite(invite, cast.stranger)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 2),
        ("project", "x"),
        ("title", "two\nlines"),
        ("title", "\u001b[2J"),
        ("title", "turned \u202e round"),
        ("recipients", []),
        ("recipients", ["age1x"]),
        ("signing_keys", []),
        ("path_secret", "00"),
        ("policy", ""),
        ("policy", "x" * 70_000),
        ("unknown", 1),
    ],
)
def test_an_invite_of_another_form_is_damage_even_if_signed(cast, invite, field, value):
    document = json.loads(canonical_json(invite)) | {field: value}
    line = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    with pytest.raises(DamagedError) as caught:
        read_invite(line + sign(line, cast.device, Namespace.INVITE))
    assert invite.path_secret not in repr(caught.value.__cause__)


def test_an_enrolment_comes_back_and_its_length_hides_its_label(cast, enrolment):
    lengths = set()
    for label in ("a", "b" * 64):
        named = enrolment.model_copy(update={"label": label})
        sealed = seal_enrolment(named, cast.device, cast.recipients)
        assert open_enrolment(sealed, [cast.second]) == named
        lengths.add(len(sealed))
    assert lengths == {sealed_length(ENROLMENT_SIZE, 2)}


def test_an_enrolment_signed_by_another_key_than_it_names_is_refused(cast, enrolment):
    with pytest.raises(WrongUseError):
        seal_enrolment(enrolment, cast.stranger, cast.recipients)
    forged = seal_document(
        canonical_json(enrolment), cast.stranger, Namespace.ENROLMENT, cast.recipients, ENROLMENT_SIZE
    )
    with pytest.raises(RefusedError):
        open_enrolment(forged, [cast.coordinator])


def test_an_enrolment_passed_on_by_a_reader_is_refused(cast, enrolment):
    opened = open_document(seal_enrolment(enrolment, cast.device, cast.recipients), [cast.coordinator])

    forwarded = seal(pack(opened.document, opened.signature, ENROLMENT_SIZE), [cast.outsider.recipient])
    with pytest.raises(RefusedError, match="other readers"):
        open_enrolment(forwarded, [cast.outsider])


def test_an_export_is_no_enrolment_and_an_enrolment_no_export(cast, enrolment, payload):

    with pytest.raises(DamagedError):
        open_enrolment(seal_export(payload, cast.device, cast.recipients, ENROLMENT_SIZE), [cast.coordinator])
    with pytest.raises(DamagedError):
        open_export(seal_enrolment(enrolment, cast.device, cast.recipients), [cast.coordinator])


def test_every_changed_byte_of_an_enrolment_is_found(cast, enrolment):
    sealed = seal_enrolment(enrolment, cast.device, cast.recipients)
    for place in range(0, len(sealed), 53):
        changed = bytearray(sealed)
        changed[place] ^= 0x80
        with pytest.raises((DamagedError, RefusedError)):
            open_enrolment(bytes(changed), [cast.coordinator])
