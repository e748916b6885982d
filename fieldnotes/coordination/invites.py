"""Making invites, and knowing again which ones were made."""

from fieldnotes.coordination.project import ProjectStore
from fieldnotes.coordination.roster import Roster
from fieldnotes.sealing.invites import Invite, invite_sha256, write_invite
from fieldnotes.vault.vault import Vault


class Invites:
    """Invite files of the project. The vault keeps only their hashes."""

    def __init__(self, vault: Vault, projects: ProjectStore, roster: Roster) -> None:
        self._vault = vault
        self._projects = projects
        self._roster = roster

    def make(self, taxonomy_sha256: str | None = None) -> bytes:
        """The invite file as of now: keys, policy and the devices confirmed so far. Signed by the project's key.

        Args:
            taxonomy_sha256: of the codebook that the project counts under, where it is not the one that ships.

        The same roster gives the same bytes, so that a fingerprint read aloud stays good.

        Raises:
            WrongUseError: if there is no project.
        """
        project = self._projects.get()
        devices = tuple(sorted(device.id for device in self._roster.devices() if not device.revoked))
        invite = Invite(
            project=project.id,
            title=project.title,
            recipients=(project.recipient,),
            signing_keys=(project.signing_public,),
            path_secret=self._projects.path_secret().hex(),
            policy_name=project.policy.name,
            policy=project.policy_raw.decode("utf-8"),
            roster=devices,
            taxonomy_sha256=taxonomy_sha256,
        )
        raw = write_invite(invite, self._projects.signing_key())
        with self._vault.transaction() as connection:
            connection.execute(
                "INSERT INTO project_invite (sha256, devices) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (invite_sha256(raw), len(devices)),
            )
        return raw
