from dataclasses import asdict, dataclass
from typing import Any

ASSURED = "assured"
NOT_ASSURED = "not assured"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a wipe achieved: what was verified and what cannot be, not a promise.

    Attributes:
        erased_logically: every key block within reach was overwritten, synced and read back, and every file removed.
        physical: ``assured`` or ``not assured``.
        physical_reason: why, as half a sentence.
        survives: what still exists and could matter.
        failures: what could not be done, a sentence each.
        key_seconds: from the call to the moment the vault's own key blocks were gone from the device.
        trimmed: what became of telling the disk about freed blocks.
    """

    erased_logically: bool
    physical: str
    physical_reason: str
    survives: tuple[str, ...]
    failures: tuple[str, ...]
    key_seconds: float
    trimmed: str

    def as_dict(self) -> dict[str, Any]:
        """The verdict for ``--json``."""
        return asdict(self)

    def sentences(self) -> tuple[str, ...]:
        """The verdict in words, one line each."""
        logical = "Logical erase verified." if self.erased_logically else "Logical erase NOT verified."
        return (
            logical,
            *self.failures,
            f"Physical erase {self.physical}: {self.physical_reason}.",
            *(() if self.physical == ASSURED else (_LAST_DEFENCE,)),
            self.trimmed,
            *(f"Still exists: {thing}." for thing in self.survives),
        )


_LAST_DEFENCE = (
    "An old key block may remain on the disk, and then the passphrase, or the key file kept elsewhere, is the last "
    "defence."
)
