"""Verifying an export from the file alone: form, hashes, certificate. No vault is needed."""

from collections.abc import Sequence

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.disclosure.certificates import check_certificate
from fieldnotes.disclosure.policy import Policy
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policies, shipped_policy
from fieldnotes.release.schemas import schema_sha256
from fieldnotes.release.sizes import archive_size
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.exports import check_signature, open_export
from fieldnotes.sealing.payload import ExportPayload, parse_payload


def verify_payload(
    raw: bytes, *, taxonomy: Taxonomy | None = None, policy: Policy | None = None
) -> list[str]:
    """Compute everything that a ``payload.json`` claims again.

    Args:
        raw: the file's bytes.
        taxonomy: the codebook it was made under; the shipped one if ``None``.
        policy: the policy it was made under; if ``None``, the one it names of those that ship.

    Returns:
        What does not hold, as sentences; empty if everything does.

    Raises:
        DamagedError: if the file is no payload.
    """
    payload = parse_payload(raw)
    taxonomy = load_taxonomy() if taxonomy is None else taxonomy
    policy = _policy_of(payload) if policy is None else policy
    return _findings(payload, taxonomy, policy)


def verify_sealed(
    sealed: bytes,
    identities: Sequence[AgeIdentity],
    *,
    public: str | None = None,
    taxonomy: Taxonomy | None = None,
    policy: Policy | None = None,
) -> list[str]:
    """Open a sealed export and compute everything it claims again, its length too.

    Args:
        sealed: the file's bytes.
        identities: the reader's keys.
        public: the device's public key; without it the signature is not checked, and that is a finding.
        taxonomy: the codebook it was made under; the shipped one if ``None``.
        policy: the policy it was made under; if ``None``, the one it names of those that ship.

    Raises:
        DamagedError: if it was changed.
        RefusedError: if it is sealed to someone else or signed by a stranger.
    """
    opened = open_export(sealed, identities)
    taxonomy = load_taxonomy() if taxonomy is None else taxonomy
    policy = _policy_of(opened.payload) if policy is None else policy
    findings = _findings(opened.payload, taxonomy, policy)
    if public is None:
        findings.append("The signature was not checked: the device's public key was not given.")
    else:
        check_signature(opened, public)
    if opened.size != archive_size(layout_of(taxonomy, policy), policy):
        findings.append("It is not padded to the one length of its policy.")
    return findings


def _policy_of(payload: ExportPayload) -> Policy:
    """The shipped policy that a payload names by its hash; the standard one where it names none of them."""
    return next((one for one in shipped_policies() if one.sha256 == payload.policy_sha256), shipped_policy())


def _findings(payload: ExportPayload, taxonomy: Taxonomy, policy: Policy) -> list[str]:
    findings = [
        f"It was made under another {what}, so its certificate cannot be computed again here."
        for what, theirs, ours in (
            ("redaction policy", payload.policy_sha256, policy.sha256),
            ("version of the codebook", payload.taxonomy_sha256, taxonomy.sha256),
            ("export schema", payload.schema_sha256, schema_sha256()),
        )
        if theirs != ours
    ]
    if findings or payload.certificate is None:
        return findings
    layout = layout_of(taxonomy, policy)
    try:
        return check_certificate(payload.tables, payload.certificate, layout=layout, policy=policy)
    except FieldnotesError as error:
        return [error.problem]
