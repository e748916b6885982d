"""Searches files for the words of the notes: they may stand nowhere outside the encrypted database."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from fieldnotes.assurance.verdicts import Check, judge
from fieldnotes.casebook.book import Casebook

_FRAGMENT = 24
_EVERY = 4096
_CHUNK = 1 << 20
_ENCODINGS = ("utf-8", "utf-16-le")
_MOST_FRAGMENTS = 4000


def fragments(book: Casebook) -> list[str]:
    """Stretches of 24 characters from every interview and memo of a casebook, one every 4,096 characters."""
    return list(_limited(_all_fragments(book)))


def hits(folder: Path, wanted: Iterable[str]) -> dict[Path, int]:
    """How many of the fragments each file under ``folder`` holds, in UTF-8 or UTF-16; files without one are left out."""
    needles = [fragment.encode(encoding) for fragment in wanted for encoding in _ENCODINGS]
    found: dict[Path, int] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
        if path.is_file() and not path.is_symlink() and (count := _count(path, needles)):
            found[path] = count
    return found


def plaintext_scan(book: Casebook, folder: Path, name: str = "no-plaintext") -> Check:
    """Whether any file under ``folder`` holds words of the notes in the clear."""
    wanted = fragments(book)
    found = hits(folder, wanted)
    return judge(
        name,
        holds=None if not wanted else not found,
        evidence=(
            f"{len(wanted)} fragments of notes looked for; {len(found)} files hold some"
            + (f": {', '.join(path.name for path in found)}." if found else ".")
            if wanted
            else "There are no notes to look for yet."
        ),
        do="Delete those files, or move them to where nobody finds them."
        if found
        else "Run it again once there are notes.",
    )


def _all_fragments(book: Casebook) -> Iterator[str]:
    for case in book.cases.list():
        for interview in book.interviews.of(case.id):
            text = book.interviews.text(interview.id)
            for start in range(0, len(text), _EVERY):
                yield text[start : start + _FRAGMENT]
        for coding in book.codings.of_case(case.id):
            yield coding.memo[:_FRAGMENT]


def _limited(found: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for fragment in found:
        # A short stretch or one of few different characters would also be found by chance.
        if len(fragment) == _FRAGMENT and len(set(fragment)) > _FRAGMENT // 4 and fragment not in seen:
            seen.add(fragment)
            yield fragment
        if len(seen) >= _MOST_FRAGMENTS:
            return


def _count(path: Path, needles: list[bytes]) -> int:
    longest = max((len(needle) for needle in needles), default=0)
    found: set[bytes] = set()
    tail = b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            found.update(needle for needle in needles if needle in window)
            tail = window[-longest:]
    return len(found)
