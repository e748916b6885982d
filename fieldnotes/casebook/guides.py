"""Interview guides of the team's own: questions, kept in the vault, since a guide can say whom one means to ask."""

import re
from typing import Final

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.casebook.deleting import deletion
from fieldnotes.codebook.guides import Guide, guide_from_text, guide_of, is_made_from_codebook
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "guides"

MIGRATIONS: Final = (
    Migration(
        1,
        "interview guides of the team's own",
        """
        CREATE TABLE guides (
            name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 40),
            text TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)

WATCHED: Final = (Watched("guides", scope="'guides'"),)

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Guides:
    """The guides of one casebook: the team's own, and those made from the codebook."""

    def __init__(self, vault: Vault, taxonomy: Taxonomy) -> None:
        self._vault = vault
        self._taxonomy = taxonomy

    def add(self, name: str, text: str) -> Guide:
        """Keep a guide of the team's own.

        Args:
            name: lower-case letters, digits and hyphens.
            text: normalised; a question a line, as :func:`fieldnotes.codebook.guides.guide_from_text` reads it.

        Raises:
            WrongUseError: if the name has another form, is taken or is that of a guide made from the codebook, or if there
                is no question in the text.
        """
        if not _NAME.fullmatch(name):
            raise WrongUseError(
                "That is not a name for a guide.",
                "Use lower-case letters, digits and hyphens, such as families; never a person's name.",
            )
        if is_made_from_codebook(self._taxonomy, name):
            raise WrongUseError(f"The codebook makes a guide {name}.", "Choose another name.")
        guide = guide_from_text(name, text)
        with self._vault.transaction() as connection:
            if connection.execute("SELECT 1 FROM guides WHERE name = ?", (name,)).fetchone():
                raise WrongUseError(
                    f"There is a guide {name} already.", "Choose another name, or delete that one first."
                )
            connection.execute(
                "INSERT INTO guides (name, text) VALUES (?, ?)", (name, "\n".join(guide.questions))
            )
        return guide

    def own(self) -> list[Guide]:
        """The team's own guides, by name."""
        rows = self._vault.connection.execute("SELECT name, text FROM guides ORDER BY name").fetchall()
        return [_guide(row["name"], row["text"]) for row in rows]

    def get(self, name: str) -> Guide:
        """The guide of that name: the team's own, one of the codebook's, or groups of it joined by commas (``dm,se``).

        Raises:
            AnswerIsNoError: if there is none.
        """
        wanted = name.strip().casefold()
        row = self._vault.connection.execute(
            "SELECT name, text FROM guides WHERE name = ?", (wanted,)
        ).fetchone()
        return guide_of(self._taxonomy, wanted) if row is None else _guide(row["name"], row["text"])

    def delete(self, name: str) -> None:
        """Delete one of the team's own guides for good. Interviews that began with it keep their text.

        Raises:
            AnswerIsNoError: if the team has none of that name.
        """
        if name not in {guide.name for guide in self.own()}:
            raise AnswerIsNoError(
                "There is no guide of your own of that name.",
                "List the guides; those made from the codebook cannot be deleted.",
            )
        with deletion(self._vault) as connection:
            connection.execute("DELETE FROM guides WHERE name = ?", (name,))


def _guide(name: str, text: str) -> Guide:
    return Guide(name, name, tuple(text.split("\n")))
