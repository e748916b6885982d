"""Operations on what was coded: another version of the codebook, a copy for a second coder, dismissed candidates.

Each with its scene, what it does, and what must hold after it was cut off or the disk failed under it.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from faultchecks import TAXONOMY, whole
from faultscenes import make_scene
from faultsteps import BEFORE, PASSPHRASE, START, TALK, held, unlocked

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.casebook import dismissing
from fieldnotes.casebook.adopting import adopt, go_back
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.entries import Retirement
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.formats.casecopies.receiving import receive
from fieldnotes.formats.casecopies.sending import own_key, send
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

Acknowledge = Callable[[str], None]

LEFT, RIVER, LATER = (factor.id for factor in TAXONOMY.active_factors[:3])
"""The factors that the scene's two codings have, and the one that the next version has in place of the first."""


def _next_version() -> Taxonomy:
    retired = Retirement(since="99.0.0", replaced_by=(LATER,))
    factors = tuple(
        factor.model_copy(update={"retired": retired}) if factor.id == LEFT else factor
        for factor in TAXONOMY.factors
    )
    parts = {name: getattr(TAXONOMY, name) for name in Taxonomy.model_fields}
    return Taxonomy(**(parts | {"version": "99.0.0", "factors": factors}))


NEXT = _next_version()
ARRIVED = CaseId("S7")
ARRIVED_TEXT = "A: It was dark. ရွာက လူတွေ သိတယ်။"
SENTENCES = ("He left at dawn.", "The river was high.")


def adopt_next(scene: Path, acknowledge: Acknowledge) -> None:
    """Take another version of the codebook into use, under which a coding stands elsewhere."""
    with unlocked(scene) as vault:
        adopt(Casebook.open(vault), NEXT)
        acknowledge("adopted")
    acknowledge("closed")


def adopted(scene: Path, acknowledged: tuple[str, ...], _before: Path) -> None:
    """One version or the other is in use, whole, and the codings stand under it; from either one can go on and back."""
    with whole(unlocked(scene), None) as book:
        assert held(book) == BEFORE
        done = book.taxonomy == NEXT
        assert done or book.taxonomy == TAXONOMY
        assert done or "adopted" not in acknowledged
        assert _factors(book) == [LATER if done else LEFT, RIVER]
        if not done:
            adopt(book, NEXT)
    with whole(unlocked(scene), None) as book:
        assert (book.taxonomy, _factors(book)) == (NEXT, [LATER, RIVER])
        go_back(book)
    with whole(unlocked(scene), None) as book:
        assert (book.taxonomy, _factors(book)) == (TAXONOMY, [LEFT, RIVER])
        assert held(book) == BEFORE


def make_scene_with_copy(scene: Path) -> None:
    """The scene's vault, and in ``scene/copy.age`` a case that another vault sent to it."""
    make_scene(scene)
    with unlocked(scene) as vault:
        recipient = own_key(Casebook.open(vault)).recipient
    other = scene / "other"
    vault, words = create_vault(other, role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1)
    vault.close()
    with open_with_words(other, words) as vault:
        book = Casebook.open(vault)
        book.cases.add(ARRIVED)
        for purpose in (Purpose.STORE, Purpose.CODE):
            book.consent.give(ARRIVED, purpose)
        book.interviews.add(ARRIVED, ARRIVED_TEXT)
        send(book, ARRIVED, scene / "copy.age", Passphrase(PASSPHRASE), recipient=recipient, coder="B")
    shutil.rmtree(other)


def receive_copy(scene: Path, acknowledge: Acknowledge) -> None:
    """Receive it."""
    with unlocked(scene) as vault:
        receive(Casebook.open(vault), (scene / "copy.age").read_bytes())
        acknowledge("received")
    acknowledge("closed")


def received(scene: Path, acknowledged: tuple[str, ...], before: Path) -> None:
    """The copy is in the vault with all that belongs to it, or nothing of it is and it is received as if for the first time."""
    raw = (scene / "copy.age").read_bytes()
    assert raw == (before / "copy.age").read_bytes()
    with whole(unlocked(scene)) as book:
        assert held(book) == BEFORE
        there = ARRIVED in {case.id for case in book.cases.list()}
        assert there or "received" not in acknowledged
        if not there:
            receive(book, raw)
    with whole(unlocked(scene)) as book:
        (interview,) = book.interviews.of(ARRIVED)
        assert book.interviews.text(interview.id) == ARRIVED_TEXT
        known = book.copies.received(ARRIVED)
        assert known is not None
        assert (known.coder, book.cases.get(ARRIVED).settled_coder) == (CoderLabel("B"), CoderLabel("B"))
        (case,) = (case for case in book.cases.list() if case.id == ARRIVED)
        assert (case.copy, case.consent) == (True, {Purpose.STORE, Purpose.CODE})
        try:
            receive(book, raw)
        except FieldnotesError:
            pass
        else:
            raise AssertionError("a copy was received twice under one label")
        assert held(book) == BEFORE


def dismiss(scene: Path, acknowledge: Acknowledge) -> None:
    """Dismiss one candidate, then another, and take both back."""
    with unlocked(scene) as vault:
        book = Casebook.open(vault, TAXONOMY)
        for sentence in SENTENCES:
            book.dismissals.dismiss(TALK, LATER, [sentence])
            acknowledge(sentence)
        book.dismissals.offer_again(TALK, LATER)
        acknowledge("offered again")
    acknowledge("closed")


def dismissed(scene: Path, acknowledged: tuple[str, ...], _before: Path) -> None:
    """What was acknowledged holds, or the step after it; nothing else was touched, and it can be dismissed again."""
    first, second = map(dismissing.digest, SENTENCES)
    states = [frozenset(), {first}, {first, second}, frozenset()]
    reached = len([name for name in acknowledged if name != "closed"])
    with whole(unlocked(scene)) as book:
        assert held(book) == BEFORE
        assert book.dismissals.dismissed(TALK, LATER) in states[reached : reached + 2]
        book.dismissals.dismiss(TALK, LATER, [START])
    with whole(unlocked(scene)) as book:
        assert dismissing.digest(START) in book.dismissals.dismissed(TALK, LATER)


def _factors(book: Casebook) -> list[str]:
    return [coding.factor for coding in book.codings.of_case(CaseId("C1"))]
