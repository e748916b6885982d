"""Signatures: one form, one purpose, one key."""

import base64

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.device_keys import DeviceKey, device_id, public_blob
from fieldnotes.sealing.signatures import MAX_SIGNATURE_BYTES, Namespace, sign, verify

MESSAGE = b"seventeen cases\n"


@pytest.fixture(scope="module")
def signature(cast):
    return sign(MESSAGE, cast.device, Namespace.EXPORT)


def test_a_signature_holds_and_is_the_same_each_time(cast, signature):
    verify(MESSAGE, signature, cast.device.public, Namespace.EXPORT)
    assert sign(MESSAGE, cast.device, Namespace.EXPORT) == signature
    for namespace in Namespace:
        assert len(sign(MESSAGE, cast.device, namespace)) <= MAX_SIGNATURE_BYTES


def test_another_message_is_damage(cast, signature):
    for other in (b"", MESSAGE[:-1], MESSAGE + b" ", b"eighteen cases\n"):
        with pytest.raises(DamagedError):
            verify(other, signature, cast.device.public, Namespace.EXPORT)


def test_a_signature_for_one_purpose_serves_no_other(cast, signature):
    for namespace in (Namespace.INVITE, Namespace.ENROLMENT):
        with pytest.raises(RefusedError):
            verify(MESSAGE, signature, cast.device.public, namespace)


def test_another_key_is_refused(cast, signature):
    with pytest.raises(RefusedError):
        verify(MESSAGE, signature, cast.stranger.public, Namespace.EXPORT)


def test_every_changed_byte_of_the_armour_is_found(cast, signature):
    for place in range(len(signature)):
        for bit in (0x01, 0x20):
            changed = bytearray(signature)
            changed[place] ^= bit
            with pytest.raises((DamagedError, RefusedError)):
                verify(MESSAGE, bytes(changed), cast.device.public, Namespace.EXPORT)


def test_every_changed_bit_of_the_signature_itself_is_found(cast, signature):
    body = b"".join(signature.splitlines()[1:-1])
    raw = base64.b64decode(body)
    for place in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[place // 8] ^= 1 << place % 8
        text = base64.b64encode(bytes(changed))
        lines = [text[start : start + 70] for start in range(0, len(text), 70)]
        armoured = b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""])
        with pytest.raises((DamagedError, RefusedError)):
            verify(MESSAGE, armoured, cast.device.public, Namespace.EXPORT)


def test_junk_signatures_are_damage(cast, signature):
    for junk in (
        b"",
        b"\0" * 600,
        signature * 2,
        signature.replace(b"\n", b"\r\n"),
        b"SSHSIG",
        signature[:-1],
    ):
        with pytest.raises(DamagedError):
            verify(MESSAGE, junk, cast.device.public, Namespace.EXPORT)


def test_a_path_is_never_read_in_place_of_a_message(cast, tmp_path):
    # asyncssh takes a str for a file name; what we hand it is bytes, so a payload that spells a path stays a payload.
    file = tmp_path / "secret"
    file.write_bytes(b"contents")
    spelled = str(file).encode()
    with pytest.raises(DamagedError):
        verify(
            b"contents", sign(spelled, cast.device, Namespace.EXPORT), cast.device.public, Namespace.EXPORT
        )


def test_keys_show_no_secret():
    key = DeviceKey.generate()
    assert key.to_bytes().hex() not in repr(key).lower()
    assert DeviceKey.from_bytes(key.to_bytes()).public == key.public
    identity = AgeIdentity.generate()
    assert identity.secret.startswith("AGE-SECRET-KEY-1")
    assert identity.secret not in f"{identity!r} {identity} {vars(identity)!r}"
    assert AgeIdentity(identity.secret).recipient == identity.recipient


def test_damaged_keys_are_told_without_their_bytes():
    for seed in (b"", bytes(31), bytes(33)):
        with pytest.raises(DamagedError):
            DeviceKey.from_bytes(seed)
    with pytest.raises(DamagedError) as caught:
        AgeIdentity("AGE-SECRET-KEY-1NONSENSE")
    assert "NONSENSE" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "public",
    ["", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa AAAAB3NzaC1yc2E=", "ssh-ed25519 " + "A" * 68, "ü"],
)
def test_what_is_no_public_key_is_damage(public):
    with pytest.raises(DamagedError):
        public_blob(public)


def test_a_comment_or_second_line_is_not_part_of_a_public_key(cast):
    for extra in (" somebody@somewhere", "\n", "\n" + cast.stranger.public):
        with pytest.raises(DamagedError):
            device_id(cast.device.public + extra)
