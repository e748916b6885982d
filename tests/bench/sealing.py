"""Sealing: opening and checking one export, against the age decryption alone."""

from collections.abc import Iterator

from pyrage import decrypt

from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy
from fieldnotes.release.sampling import sample_payload
from fieldnotes.release.sizes import archive_size
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.exports import check_signature, open_export, seal_export
from fieldnotes.sealing.payload import parse_payload
from tests.bench.measuring import Figure, against


def figures() -> Iterator[Figure]:
    taxonomy, policy = load_taxonomy(), shipped_policy()
    reader, device = AgeIdentity.generate(), DeviceKey.generate()
    payload = parse_payload(sample_payload(taxonomy, policy)).model_copy(
        update={"recipients": (reader.fingerprint,), "device": device.device_id}
    )
    size = archive_size(layout_of(taxonomy, policy), policy)
    sealed = seal_export(payload, device, [reader.recipient], size)
    yield against(
        "open an export and check its signature, against age alone",
        lambda: check_signature(open_export(sealed, [reader]), device.public),
        lambda: decrypt(sealed, [reader.key]),
        rounds=51,
        wanted="",
    )
