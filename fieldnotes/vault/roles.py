from enum import StrEnum


class VaultRole(StrEnum):
    """What a vault is for; it is set at creation, lies inside the encrypted database and never changes."""

    RESEARCHER = "researcher"
    COORDINATOR = "coordinator"
    IDENTITY = "identity"
    """Who is who: the second small vault beside a researcher's."""
