"""Receiving: a copy of a case into the second coder's vault, and its coding into the case it is of. All of it or nothing."""

from dataclasses import dataclass

from fieldnotes.base.errors import FieldnotesError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId, CoderLabel, FactorId, InterviewId
from fieldnotes.base.labels import parse_case_id
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.copies import ReceivedCopy, SentCopy, digest_of
from fieldnotes.casebook.localfactors import is_local
from fieldnotes.casebook.records import NewCoding, Purpose, State
from fieldnotes.casebook.rows import active_factor, refuse_unstorable
from fieldnotes.codebook.models import Stance
from fieldnotes.formats.casecopies.payload import (
    LONGEST_TEXTS,
    CaseCoding,
    CaseCopy,
    read_document,
    require_authentic,
)
from fieldnotes.formats.casecopies.sending import own_key
from fieldnotes.sealing.age_files import unseal


@dataclass(frozen=True, slots=True)
class Received:
    """What came in.

    Attributes:
        case: the case here.
        coder: who is to code it, or coded it.
        is_copy: whether a copy was stored; otherwise a coding came back.
        interviews: how many.
        codings: how many, on the way back.
        other_codebook: whether the other vault codes with another codebook.
    """

    case: CaseId
    coder: CoderLabel
    is_copy: bool
    interviews: int
    codings: int
    other_codebook: bool


def receive(book: Casebook, sealed: bytes, label: str | None = None) -> Received:
    """Store a copy as a case that is never released here, or the coding of a copy as that coder's codings of the case.

    Args:
        book: the casebook.
        sealed: the file, sealed to this vault's key.
        label: of the case that a copy becomes here; the original's where ``None``.

    Raises:
        RefusedError: if it was sealed to another key or made by a newer version, lacks consent, is here already, does not
            come from the copy that was sent, or does not fit the case.
        WrongUseError: if the label is taken, or given for a coding that came back.
        AnswerIsNoError: if the copy was not sent from this vault.
        DamagedError: if it was changed, is none, or holds what cannot be stored.
    """
    raw = _opened(book, sealed)
    document = read_document(raw)
    if isinstance(document, CaseCopy):
        return _store_copy(book, document, document.case if label is None else label)
    if label is not None:
        raise WrongUseError(
            "This is a coding that came back, and goes to the case it is of.", "Leave out --as."
        )
    copy = book.copies.sent_by_id(document.copy_id)
    require_authentic(raw, copy.secret)
    return _store_coding(book, document, copy)


def _opened(book: Casebook, sealed: bytes) -> bytes:
    try:
        return unseal(sealed, [own_key(book)])[0]
    except RefusedError:
        raise RefusedError(
            "The file was sealed to the key of another vault, or its first lines were changed.",
            "Show this vault's key with `fieldnotes case key`, and ask for a file sealed to it.",
        ) from None


def _store_copy(book: Casebook, copy: CaseCopy, label: str) -> Received:
    case = parse_case_id(label)
    purposes = frozenset(map(Purpose, copy.purposes))
    numbers = [one.number for one in copy.interviews]
    if not {Purpose.STORE, Purpose.CODE} <= purposes:
        raise RefusedError(
            "The person did not agree that this is stored and coded, so it is not received.",
            "Destroy the file, and tell whoever sent it.",
        )
    if len(set(numbers)) < len(numbers) or sum(len(one.text) for one in copy.interviews) > LONGEST_TEXTS:
        raise _unfit("it holds an interview twice, or more text than a copy holds")
    for one in copy.interviews:
        try:
            refuse_unstorable(one.text)
        except WrongUseError:
            raise _unfit("its text holds control characters, which could command a terminal") from None
    with book.vault.transaction():
        book.cases.add(case)
        for one in sorted(copy.interviews, key=lambda one: one.number):
            book.interviews.add(case, one.text, number=one.number)
        book.copies.note_received(
            ReceivedCopy(
                case,
                copy.copy_id,
                CaseId(copy.case),
                CoderLabel(copy.coder),
                bytes.fromhex(copy.secret),
                copy.reply_to,
                purposes,
                {one.number: digest_of(one.text) for one in copy.interviews},
            )
        )
        book.cases.settle(case, CoderLabel(copy.coder))
        for purpose in (Purpose.STORE, Purpose.CODE):
            book.consent.give(case, purpose)
    return Received(
        case,
        CoderLabel(copy.coder),
        is_copy=True,
        interviews=len(numbers),
        codings=0,
        other_codebook=copy.taxonomy_sha256 != book.taxonomy.sha256,
    )


def _store_coding(book: Casebook, coding: CaseCoding, copy: SentCopy) -> Received:
    case, coder = copy.case, copy.coder
    _require_expected(coding, copy)
    interviews = _matched(book, coding, case)
    factors = _factors(book, coding)
    by_interview: dict[InterviewId, list[NewCoding]] = {interview: [] for interview in interviews.values()}
    try:
        for one in coding.codings:
            if one.interview not in interviews:
                raise _unfit("it codes an interview that it does not name")
            by_interview[interviews[one.interview]].append(
                NewCoding(
                    Span(one.start, one.end),
                    factors[FactorId(one.factor)],
                    None if one.stance is None else Stance(one.stance),
                    one.strength,
                    one.memo,
                    coder,
                )
            )
        with book.vault.transaction(), book.acts.not_noted():
            book.second.open_for(case, coder)
            for interview, codings in by_interview.items():
                book.codings.add_all(interview, codings)
            for mark in coding.marks:
                book.checklist.mark(case, FactorId(mark.factor), State(mark.state), coder=coder)
            book.copies.note_returned(copy)
    except WrongUseError as error:
        raise RefusedError(
            f"The coding does not fit case {case}, so nothing of it was stored: {error.problem}",
            "Code with the same codebook on both sides, and ask the second coder to send it again.",
        ) from None
    return Received(
        case,
        coder,
        is_copy=False,
        interviews=len(interviews),
        codings=len(coding.codings),
        other_codebook=coding.taxonomy_sha256 != book.taxonomy.sha256,
    )


def _require_expected(coding: CaseCoding, copy: SentCopy) -> None:
    """Refuse what would write over another's work."""
    if coding.coder != copy.coder:
        raise RefusedError(
            f"The copy of case {copy.case} was sent to coder {copy.coder}, and this is coder {coding.coder}'s coding.",
            "Do not use it; ask the second coder, by another way, to send it again.",
        )
    if copy.returned:
        raise RefusedError(
            f"The coding of this copy of case {copy.case} is here already.", "Nothing needs to be done."
        )


def _matched(book: Casebook, coding: CaseCoding, case: CaseId) -> dict[int, InterviewId]:
    """The interviews by number, if they are those that were coded."""
    known = {one.number: one.id for one in book.interviews.of(case)}
    here = {number: digest_of(book.interviews.text(interview)).hex() for number, interview in known.items()}
    if here != {one.number: one.sha256 for one in coding.texts} or len(coding.texts) != len(known):
        raise RefusedError(
            f"The texts of case {case} were changed since the copy was sent, so its codings do not fit them.",
            "Undo the changes and receive the file again, or send another copy. Nothing was stored, and the file is as it was.",
        )
    return known


def _factors(book: Casebook, coding: CaseCoding) -> dict[FactorId, FactorId]:
    """What each factor of the file is here; those of a team's own go by their names, for the ids of two teams differ."""
    by_label = {one.label.casefold(): one.id for one in book.local.all()}
    labels = {one.factor: one.label.casefold() for one in coding.own_factors}
    found: dict[FactorId, FactorId] = {}
    for factor in {one.factor for one in coding.codings}:
        if not is_local(factor):
            try:
                found[FactorId(factor)] = active_factor(book.taxonomy, FactorId(factor)).id
            except FieldnotesError:
                raise RefusedError(
                    "The coding uses a factor that the codebook of this vault does not have or has retired.",
                    "Code with the same codebook on both sides; nothing was stored.",
                ) from None
            continue
        own = by_label.get(labels.get(factor, ""))
        if own is None:
            raise RefusedError(
                f"The coding uses {factor}, a factor of the other team's own that is not known here by its name.",
                "Add it under the same name, fieldnotes code local add, and receive the file again; nothing was stored.",
            )
        found[FactorId(factor)] = own
    return found


def _unfit(what: str) -> RefusedError:
    return RefusedError(
        f"The file cannot be what fieldnotes writes: {what}. Nothing was stored.",
        "Do not use it; ask whoever sent it, by another way, to send it again.",
    )


def told(found: Received) -> list[str]:
    """What came in, in sentences."""
    other = (
        ["The other vault codes with another codebook; compare with care."] if found.other_codebook else []
    )
    if found.is_copy:
        return [
            f"Case {found.case} is a copy for coder {found.coder}: code it here, complete its checklist, and send it back.",
            "It can never be released here, and its text stays as it came.",
            *other,
        ]
    return [
        f"{found.codings} coding{'' if found.codings == 1 else 's'} by coder {found.coder} came back into case {found.case}.",
        f"Not settled whose coding counts: fieldnotes case settle {found.case} --coder LETTER",
        *other,
    ]
