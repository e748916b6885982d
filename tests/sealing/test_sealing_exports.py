"""An export survives the journey, or is refused with the right exit code."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.sealing.age_files import seal, sealed_length, unseal
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.container import pack, smallest_size, unpack
from fieldnotes.sealing.exports import (
    check_object_name,
    check_signature,
    object_name,
    open_export,
    seal_export,
)
from fieldnotes.sealing.signatures import Namespace, sign

SIZE = 8192


@pytest.fixture(scope="module")
def sealed(cast, payload):
    return seal_export(payload, cast.device, cast.recipients, SIZE)


def test_every_reader_opens_it_and_the_signature_holds(cast, payload, sealed):
    for reader in (cast.coordinator, cast.second):
        opened = open_export(sealed, [cast.outsider, reader])
        check_signature(opened, cast.device.public)
        assert opened.payload == payload
        assert opened.payload_bytes == canonical_json(payload)
        assert opened.size == SIZE


def test_all_exports_of_a_size_have_one_sealed_length(cast, payload_with):
    lengths = {
        len(seal_export(payload_with(epoch=epoch), cast.device, cast.recipients, SIZE))
        for epoch in (1, 2, 999_999)
        for _ in range(4)
    }
    assert lengths == {sealed_length(SIZE, 2)}


def test_the_length_formula_holds_across_chunk_borders(cast):
    for length in (1, 65535, 65536, 65537, 131072, 150016):
        for readers in (cast.recipients[:1], cast.recipients):
            assert len(seal(b"x" * length, readers)) == sealed_length(length, len(readers))


def test_sealing_twice_shows_nothing_in_common(cast, payload):
    first = seal_export(payload, cast.device, cast.recipients, SIZE)
    second = seal_export(payload, cast.device, cast.recipients, SIZE)
    head = len(b"age-encryption.org/v1\n-> X25519 ")
    assert first[head : head + 43] != second[head : head + 43]
    assert first[-SIZE:] != second[-SIZE:]


def test_a_changed_byte_anywhere_is_damage_when_the_name_is_known(cast, sealed):
    name = object_name(secrets.token_bytes(32), sealed)
    for place in range(0, len(sealed), 97):
        changed = bytearray(sealed)
        changed[place] ^= 0x01
        with pytest.raises(DamagedError):
            open_export(bytes(changed), [cast.coordinator], name=name)


def test_a_changed_byte_anywhere_is_never_accepted_without_the_name(cast, sealed):
    # In the stanza that holds the reader's key a change looks like a file for someone else; age cannot tell either.
    start = len(b"age-encryption.org/v1\n")
    stanzas = range(start, start + 2 * 98)
    for place in [*range(start + 400), *range(start + 400, len(sealed), 61), len(sealed) - 1]:
        changed = bytearray(sealed)
        changed[place] ^= 0x01
        with pytest.raises((DamagedError, RefusedError)) as caught:
            open_export(bytes(changed), [cast.coordinator])
        if place not in stanzas:
            assert caught.value.exit_code == 4, place


@pytest.mark.parametrize("cut", [0, 1, 21, 22, 100, 500, 3000, -512, -16, -1])
def test_a_file_cut_short_is_damage(cast, sealed, cut):
    with pytest.raises((DamagedError, RefusedError)) as caught:
        open_export(sealed[:cut], [cast.coordinator])
    assert caught.value.exit_code == 4


def test_something_added_at_the_end_is_damage(cast, sealed):
    with pytest.raises(DamagedError):
        open_export(sealed + b"\0", [cast.coordinator])


def test_other_files_are_damage_not_a_crash(cast):
    for junk in (
        b"",
        b"<html>log in</html>",
        bytes(4096),
        b"age-encryption.org/v1\n",
        secrets.token_bytes(999),
    ):
        with pytest.raises(DamagedError):
            open_export(junk, [cast.coordinator])


def test_a_huge_file_is_refused_unread(cast):
    with pytest.raises(DamagedError, match="MiB"):
        open_export(bytes(16 * 2**20 + 1), [cast.coordinator])


def test_sealed_to_someone_else_is_refused(cast, sealed):
    with pytest.raises(RefusedError, match="None of your keys"):
        open_export(sealed, [cast.outsider])
    with pytest.raises(RefusedError):
        open_export(sealed, [])


def test_signed_by_a_stranger_is_refused(cast, payload_with):
    foreign = payload_with(device=cast.stranger.device_id)
    opened = open_export(seal_export(foreign, cast.stranger, cast.recipients, SIZE), [cast.coordinator])
    with pytest.raises(RefusedError):
        check_signature(opened, cast.device.public)
    check_signature(opened, cast.stranger.public)


def test_a_stranger_who_names_our_device_is_refused(cast, payload):
    raw = canonical_json(payload)
    forged = seal(pack(raw, sign(raw, cast.stranger, Namespace.EXPORT), SIZE), cast.recipients)
    with pytest.raises(RefusedError):
        check_signature(open_export(forged, [cast.coordinator]), cast.device.public)


def test_a_payload_changed_under_its_signature_is_damage(cast, payload, payload_with):
    signature = sign(canonical_json(payload), cast.device, Namespace.EXPORT)
    other = canonical_json(payload_with(epoch=2))
    forged = seal(pack(other, signature, SIZE), cast.recipients)
    with pytest.raises(DamagedError, match="changed after it was signed"):
        check_signature(open_export(forged, [cast.coordinator]), cast.device.public)


def test_a_reader_cannot_pass_it_on_as_if_it_were_sent_there(cast, sealed):
    archive, _ = unseal(sealed, [cast.coordinator])
    forwarded = seal(archive, [cast.outsider.recipient])
    with pytest.raises(RefusedError, match="other readers"):
        open_export(forwarded, [cast.outsider])


def test_a_payload_longer_than_its_size_is_not_sealed(cast, payload):
    with pytest.raises(RefusedError, match="longer"):
        seal_export(payload, cast.device, cast.recipients, 3072)


def test_a_payload_is_never_sealed_to_readers_it_does_not_name(cast, payload):
    with pytest.raises(WrongUseError):
        seal_export(payload, cast.device, [cast.outsider.recipient], SIZE)
    with pytest.raises(WrongUseError):
        seal_export(payload, cast.stranger, cast.recipients, SIZE)


def test_malformed_or_missing_readers_are_refused():
    for readers in ([], ["age1nonsense"], ["age1" + "q" * 58]):
        with pytest.raises(WrongUseError):
            seal(b"x", readers)


def test_object_names_say_nothing_and_follow_the_bytes(sealed):
    one, other = secrets.token_bytes(32), secrets.token_bytes(32)
    name = object_name(one, sealed)
    folder, _, digest = name.partition("/")
    assert len(folder) == 16
    assert len(digest) == 64
    assert object_name(other, sealed).split("/")[0] != folder
    assert object_name(one, sealed + b"x").split("/")[0] == folder
    check_object_name(name, sealed)
    with pytest.raises(DamagedError):
        check_object_name(name, sealed[:-1])


@given(st.binary(max_size=3000), st.binary(max_size=500), st.integers(0, 4))
def test_whatever_is_packed_comes_back(payload, signature, spare):
    size = smallest_size(len(payload), len(signature)) + 512 * spare
    archive = pack(payload, signature, size)
    assert len(archive) == size
    assert unpack(archive) == (payload, signature)
