"""Sending: a copy of a case to a second coder, or from a copy its coding back to where the case came from."""

from dataclasses import dataclass
from pathlib import Path

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.base.labels import parse_coder
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.checklist import marks_of
from fieldnotes.casebook.copies import ReceivedCopy, SentCopy, digest_of
from fieldnotes.casebook.localfactors import is_local
from fieldnotes.casebook.records import Purpose
from fieldnotes.casebook.secondcoding import coders_of
from fieldnotes.formats.casecopies.payload import (
    LONGEST_TEXTS,
    CaseCoding,
    CaseCopy,
    CodedText,
    CopiedInterview,
    OwnFactor,
    SentCoding,
    SentMark,
    coding_bytes,
    copy_bytes,
)
from fieldnotes.formats.writing_out import require_readers, write_guarded
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.share import Share

WITHDRAWAL = "A withdrawal here cannot reach the copy: whoever holds it must delete it there."
"""What is said of every copy, before it is sent and when consent is withdrawn."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written.

    Attributes:
        case: of which case.
        coder: who codes it, or coded it.
        size: bytes of the sealed file.
        codings: how many came along on the way back; ``None`` for a copy, which holds none.
        recipient: the age key that opens the file.
    """

    case: CaseId
    coder: CoderLabel
    size: int
    codings: int | None
    recipient: str


def own_key(book: Casebook) -> AgeIdentity:
    """The key that copies for this vault are sealed to; drawn when first asked for."""
    known = book.copies.key()
    return AgeIdentity(book.copies.keep_key(AgeIdentity.generate().secret) if known is None else known)


def send(  # noqa: PLR0913 - what, where to, for whom, and the proof that the owner asks
    book: Casebook,
    case: CaseId,
    to: Path,
    passphrase: Passphrase,
    *,
    recipient: str | None = None,
    coder: str = "B",
    share: Share | None = None,
) -> Sent:
    """Write a case for a second coder into a new file, sealed; from a copy, its coding for the vault it came from.

    A copy holds the texts and which purposes the person agreed to: no codings, memos, marks, attributes or titles.

    Args:
        book: the casebook.
        case: which; in a copy, ``recipient`` and ``coder`` are known already.
        to: a path where nothing is yet.
        passphrase: the vault's, typed again.
        recipient: the age key of the other vault (``age1…``).
        coder: who codes the copy.
        share: of the vault's key file on removable media, where it has one.

    Raises:
        AnswerIsNoError: if there is no such case.
        WrongUseError: without a recipient or with a malformed one, for a case without an interview, or a coder who coded it.
        RefusedError: without consent to store and to code, if the copy is not complete or its text is another, if the
            passphrase is another, something of that name exists, or the case is too large.
        DamagedError: if the disk fails; nothing is left of the file.
    """
    received = book.copies.received(case)
    if received is not None:
        return _send_back(book, received, to, passphrase, recipient, share)
    if recipient is None:
        raise WrongUseError(
            "A copy is sealed to the vault it is for.",
            "Ask its owner for the key that `fieldnotes case key` shows there, and give --to age1….",
        )
    require_readers([recipient])
    if to.exists():
        raise RefusedError(f"{to.name} is already there.", "Choose another name.")
    label = _require_sendable(book, case, coder)
    interviews = _interviews(book, case)
    reply_to = own_key(book).recipient
    if recipient == reply_to:
        raise WrongUseError("That is the key of this vault.", "Give the key of the second coder's vault.")

    def make() -> bytes:
        return copy_bytes(_copy(book, book.copies.note_sent(case, label, recipient), reply_to, interviews))

    # What was noted as sent stays noted even where writing fails: the file may be half there, and a withdrawal tells of it.
    size = write_guarded(book.vault, to, [recipient], passphrase, make, share=share)
    return Sent(case, label, size, None, recipient)


def _copy(
    book: Casebook, noted: SentCopy, reply_to: str, interviews: tuple[CopiedInterview, ...]
) -> CaseCopy:
    return CaseCopy.model_validate(
        {
            "copy_id": noted.copy_id,
            "case": noted.case,
            "coder": noted.coder,
            "secret": noted.secret.hex(),
            "reply_to": reply_to,
            "purposes": sorted(book.consent.of(noted.case)),
            "taxonomy_sha256": book.taxonomy.sha256,
            "interviews": interviews,
        }
    )


def _require_sendable(book: Casebook, case: CaseId, coder: str) -> CoderLabel:
    label = parse_coder(coder)
    if label in coders_of(book.vault.connection, case):
        raise WrongUseError(
            f"Coder {label} codes case {case} here already.",
            "Give another letter for whoever codes the copy.",
        )
    missing = {Purpose.STORE, Purpose.CODE} - book.consent.of(case)
    if missing:
        raise RefusedError(
            f"There is no consent on record to {' and to '.join(sorted(missing))} what this person said,"
            " so no copy leaves.",
            f"Ask, and note it: fieldnotes case consent {case} --purpose {min(missing)}.",
        )
    return label


def _interviews(book: Casebook, case: CaseId) -> tuple[CopiedInterview, ...]:
    texts = [(known.number, book.interviews.text(known.id)) for known in book.interviews.of(case)]
    if not any(text for _, text in texts):
        raise WrongUseError(f"Case {case} has no text to code.", "Write or import an interview first.")
    if sum(len(text) for _, text in texts) > LONGEST_TEXTS:
        raise RefusedError(
            f"The texts of case {case} have more than {LONGEST_TEXTS:,} characters, which is more than one copy holds.",
            "Divide its interviews among several cases.",
        )
    return tuple(CopiedInterview(number=number, text=text) for number, text in texts)


def _send_back(  # noqa: PLR0913, PLR0917 - as for send
    book: Casebook,
    copy: ReceivedCopy,
    to: Path,
    passphrase: Passphrase,
    recipient: str | None,
    share: Share | None,
) -> Sent:
    if recipient not in (None, copy.reply_to):
        raise RefusedError(
            f"Case {copy.case} is a copy, and its coding goes back to the vault it came from and nowhere else.",
            "Leave out --to.",
        )
    if not book.checklist.is_considered(copy.case, copy.coder):
        raise RefusedError(
            f"Coder {copy.coder} has not considered every factor of case {copy.case} yet.",
            "Complete the checklist, then send it back.",
        )
    coding = _coding(book, copy)
    size = write_guarded(
        book.vault, to, [copy.reply_to], passphrase, lambda: coding_bytes(coding, copy.secret), share=share
    )
    return Sent(copy.case, copy.coder, size, len(coding.codings), copy.reply_to)


def _coding(book: Casebook, copy: ReceivedCopy) -> CaseCoding:
    interviews = book.interviews.of(copy.case)
    texts = {known.number: book.interviews.text(known.id) for known in interviews}
    if {number: digest_of(text) for number, text in texts.items()} != copy.digests:
        raise RefusedError(
            f"The texts of case {copy.case} are not as they were received, so its codings would not fit the original.",
            "Ask for another copy; this one stays as it is.",
        )
    numbers = {known.id: known.number for known in interviews}
    codings = [one for one in book.codings.of_case(copy.case) if one.coder == copy.coder]
    marks = marks_of(book.vault.connection, copy.case, copy.coder)
    own = {one.factor for one in codings if is_local(one.factor)}
    return CaseCoding(
        copy_id=copy.copy_id,
        coder=copy.coder,
        taxonomy_sha256=book.taxonomy.sha256,
        texts=_coded_texts(texts),
        codings=tuple(
            SentCoding(
                interview=numbers[one.interview],
                start=one.span.start,
                end=one.span.end,
                factor=one.factor,
                stance=None if one.stance is None else one.stance.value,
                strength=one.strength,
                memo=one.memo,
            )
            for one in codings
        ),
        marks=tuple(
            SentMark.model_validate({"factor": factor, "state": state})
            for factor, state in sorted(marks.items())
        ),
        own_factors=tuple(OwnFactor(factor=one, label=book.factor(one).label) for one in sorted(own)),
    )


def _coded_texts(texts: dict[int, str]) -> tuple[CodedText, ...]:
    return tuple(
        CodedText(number=number, length=len(text), sha256=digest_of(text).hex())
        for number, text in texts.items()
    )
