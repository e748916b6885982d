"""The archive: read by tar, and by our reader only in its one form."""

import io
import tarfile

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.sealing.container import pack, smallest_size, unpack

PAYLOAD, SIGNATURE = b'{"a":1}\n', b"signature\n"
SIZE = 4096


def test_the_standard_library_reads_it_and_finds_no_traces():
    archive = pack(PAYLOAD, SIGNATURE, SIZE)
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as tar:
        members = tar.getmembers()
        assert [member.name for member in members] == ["payload.json", "payload.json.sig", "pad"]
        for member in members:
            assert member.isreg()
            assert (member.mtime, member.uid, member.gid, member.mode) == (0, 0, 0, 0o600)
            assert (member.uname, member.gname, member.linkname) == ("", "", "")
        assert tar.extractfile("payload.json").read() == PAYLOAD
        assert tar.extractfile("payload.json.sig").read() == SIGNATURE
        assert not any(tar.extractfile("pad").read())


def test_every_single_changed_byte_outside_the_contents_is_found():
    archive = pack(PAYLOAD, SIGNATURE, SIZE)
    contents = set(range(512, 512 + len(PAYLOAD))) | set(range(1536, 1536 + len(SIGNATURE)))
    for place in range(len(archive)):
        changed = bytearray(archive)
        changed[place] ^= 0x01
        if place in contents:
            assert unpack(bytes(changed)) != (PAYLOAD, SIGNATURE)
        else:
            with pytest.raises(DamagedError):
                unpack(bytes(changed))


def test_archives_of_other_shapes_are_refused():
    def archive_of(*names, content=b"x", kind=tarfile.REGTYPE):
        raw = io.BytesIO()
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for name in names:
                member = tarfile.TarInfo(name)
                member.size, member.type = len(content), kind
                tar.addfile(member, io.BytesIO(content))
        return raw.getvalue()

    whole = pack(PAYLOAD, SIGNATURE, SIZE)
    for other in (
        b"",
        bytes(1024),
        bytes(4096),
        whole[:-512],
        whole + bytes(512),
        whole[:-1],
        whole + b"\0",
        archive_of("payload.json", "payload.json.sig", "pad"),
        archive_of("payload.json.sig", "payload.json", "pad"),
        archive_of("payload.json", "payload.json.sig", "pad", "more"),
        archive_of("payload.json"),
        archive_of("../payload.json", "payload.json.sig", "pad"),
        archive_of("payload.json", "payload.json.sig", "pad", kind=tarfile.SYMTYPE),
    ):
        with pytest.raises(DamagedError):
            unpack(other)


def test_a_member_that_claims_gigabytes_is_refused_at_once():
    archive = bytearray(pack(PAYLOAD, SIGNATURE, SIZE))
    for digits in (b"77777777777", b"99999999999", b"-0000000001", b"0x000000001", b"           "):
        archive[124:135] = digits
        with pytest.raises(DamagedError):
            unpack(bytes(archive))


def test_what_does_not_fit_is_refused_not_cut():
    least = smallest_size(len(PAYLOAD), len(SIGNATURE))
    assert unpack(pack(PAYLOAD, SIGNATURE, least)) == (PAYLOAD, SIGNATURE)
    for size in (least - 512, least + 1, 0, -512):
        with pytest.raises(RefusedError):
            pack(PAYLOAD, SIGNATURE, size)


def test_the_header_is_the_same_on_every_python():
    # A reader writes the archive again and compares, so the bytes may never depend on the version of a library.
    archive = pack(b"{}\n", b"signature", 4096)
    assert archive[:107].rstrip(b"\0") == b"payload.json".ljust(100, b"\0") + b"0000600"
    assert archive[124:136] == b"00000000003\0"
    assert archive[136:148] == b"00000000000\0"
    assert archive[156:265] == b"0" + bytes(100) + b"ustar\00000"
    assert archive[265:512] == bytes(247)
