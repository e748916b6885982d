"""A redaction policy in words and as a record."""

from typing import Any

from fieldnotes.disclosure.policy import Policy, figures


def policy_lines(policy: Policy) -> list[str]:
    """Name, hash, and every number with the sentence that says why."""
    return [
        f"{policy.name}: {policy.title}",
        f"  {policy.sha256}",
        *(
            f"  {name}: never given" if figure is None else f"  {name} {figure.value}: {figure.why}"
            for name, figure in figures(policy).items()
        ),
    ]


def policy_record(policy: Policy) -> dict[str, Any]:
    """The policy as a JSON document."""
    return {
        "name": policy.name,
        "title": policy.title,
        "sha256": policy.sha256,
        "figures": {
            name: None if figure is None else {"value": figure.value, "why": figure.why}
            for name, figure in figures(policy).items()
        },
        "levels": {attribute: list(policy.levels(attribute)) for attribute in policy.coarsening},
    }
