"""A signed document that is not sealed: one line of canonical JSON, then the armoured signature of that line.

``head -n 1`` and ``tail -n +2`` take it apart for ``ssh-keygen -Y verify``.
"""

from pydantic import BaseModel

from fieldnotes.base.errors import DamagedError
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.signatures import Namespace, sign


def write_signed(document: BaseModel, key: DeviceKey, namespace: Namespace) -> bytes:
    """The file: the document's canonical bytes, then the signature over exactly these."""
    line = canonical_json(document)
    return line + sign(line, key, namespace)


def split_signed(raw: bytes, longest: int) -> tuple[bytes, bytes]:
    """The line (with its line feed) and the signature of a signed file.

    Raises:
        DamagedError: if the file is longer than ``longest`` bytes or has no second line.
    """
    line, newline, signature = raw.partition(b"\n")
    if len(raw) > longest or not newline or not signature:
        raise DamagedError("The file is not a signed document of fieldnotes.", "Ask the sender for it again.")
    return line + newline, signature
