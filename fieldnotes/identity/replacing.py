"""Replacing what the notes say by what the identity map keeps: the one place where the two meet, for as long as it takes."""

from collections.abc import Sequence

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.pseudonymising import Replaced, replace
from fieldnotes.identity.people import IdentityMap
from fieldnotes.identity.pseudonyms import parse_pseudonym
from fieldnotes.text.identifiers.finding import Kind


def propose(book: Casebook, identity: IdentityMap, words: str, kind: Kind | None = None) -> str:
    """The pseudonym that ``words`` have, else the next free one of their kind that stands nowhere in the notes either."""
    taken: list[str] = []
    while True:
        proposed = identity.propose(words, kind, taken)
        if proposed in identity.pseudonyms_of(words) or next(book.interviews.find(proposed), None) is None:
            return proposed
        taken.append(proposed)


def pseudonymise(
    book: Casebook, identity: IdentityMap, words: str, pseudonym: str, case: CaseId | None = None
) -> Replaced:
    """Keep in the map what ``words`` are replaced by, durably, and then replace them in the notes for good.

    In this order, so that whatever happens in between nobody's name is lost: replacing is begun again.

    Args:
        book: the casebook; nothing that was typed may be waiting to be saved.
        identity: the open map.
        words: one line, as they stand in the notes.
        pseudonym: what stands for them from now on.
        case: in this case only; ``None`` in the whole vault.

    Raises:
        FieldnotesError: as for :func:`fieldnotes.casebook.pseudonymising.replace` and
            :meth:`fieldnotes.identity.people.IdentityMap.add`.
    """
    wanted = parse_pseudonym(pseudonym)
    before = {person.pseudonym for person in identity.all()}
    known = wanted in identity.pseudonyms_of(words)
    identity.add(wanted, [words])
    try:
        return replace(book, words, wanted, case)
    except AnswerIsNoError:  # they stand nowhere, so there is nothing to remember
        if not known:
            identity.remove(wanted, words if wanted in before else None)
        raise


def replace_known(
    book: Casebook, identity: IdentityMap, pseudonym: str, case: CaseId | None = None
) -> Sequence[Replaced]:
    """Replace everything that the map says ``pseudonym`` stands for, the longest first.

    Raises:
        AnswerIsNoError: if the map does not know the pseudonym, or none of it stands in the notes.
        FieldnotesError: as for :func:`pseudonymise`.
    """
    person = identity.get(pseudonym)
    done: list[Replaced] = []
    for name in sorted(person.names, key=len, reverse=True):
        try:
            done.append(replace(book, name, person.pseudonym, case))
        except AnswerIsNoError:
            continue
    if not done:
        raise AnswerIsNoError(
            "Nothing that this pseudonym stands for stands there.", "Look in the whole vault."
        )
    return done
