"""What an invite file says, in words for a person who is about to accept it."""

from fieldnotes.disclosure.policy import parse_policy
from fieldnotes.disclosure.strictness import looser_points
from fieldnotes.release.policies import shipped_policy
from fieldnotes.sealing.device_keys import device_id
from fieldnotes.sealing.fingerprints import spoken
from fieldnotes.sealing.invites import read_invite


def describe_invite(raw: bytes) -> dict[str, str | int]:
    """The contents of an invite file by name; its secret is left out.

    Raises:
        DamagedError: if the file is no invite, was changed, or its policy cannot be read.
        RefusedError: if another key signed it, or its policy is below the floor.
    """
    invite = read_invite(raw)
    policy = parse_policy(invite.policy_raw)
    looser = looser_points(policy, shipped_policy())
    return {
        "fingerprint": spoken(raw),
        "title": invite.title,
        "project": invite.project,
        "signed_by": device_id(invite.signing_keys[0]),
        "readers": len(invite.recipients),
        "policy": policy.name,
        "threshold": policy.export_k,
        "smallest_cohort": policy.export_cohort,
        "looser_than_shipped": looser[0] if looser else "no",
        "confirmed_devices": len(invite.roster),
        "codebook": invite.taxonomy_sha256 or "the one that ships",
    }
