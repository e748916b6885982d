"""How far two coders agree, with as many codings as a study by hand ever has."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fieldnotes.analysis.agreement.coded import CodedCase, coded_case
from fieldnotes.analysis.agreement.differences import compared
from fieldnotes.analysis.agreement.from_vault import agreement_of
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import NewCoding
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from tests.bench.measuring import Figure, alone
from tests.making_vaults import create_vault

LENGTH = 100_000
WORDS = ("they", "left", "at", "night", "ကျွန်တော်", "beat", "us.", "He", "stayed.")


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        vault, _ = create_vault(
            Path(folder) / "vault",
            role=VaultRole.RESEARCHER,
            passphrase=Passphrase("a bench, nothing secret"),
            kdf_id=1,
        )
        with vault:
            book = Casebook.open(vault, load_taxonomy())
            for label, factors in (("C1", 46), ("C2", 1)):
                case = _filled(book, CaseId(label), factors)
                what = f"5,000 codings on 100,000 characters, {factors} factor{'s' if factors > 1 else ''}"
                yield alone(
                    f"agreement on spans from the vault, {what}",
                    lambda case=case: agreement_of([coded_case(book, case)], _factors(book), draws=0),
                    5,
                    "<= 500 ms",
                )
                found: CodedCase = coded_case(book, case)
                yield alone(
                    f"every coefficient with intervals, {what}",
                    lambda found=found: agreement_of([found], _factors(book)),
                    3,
                    "",
                )
                yield alone(f"places compared, {what}", lambda found=found: compared(found), 5, "")


def _factors(book: Casebook) -> list[str]:
    return [factor.id for factor in book.codable]


def _filled(book: Casebook, case: CaseId, count: int) -> CaseId:
    """Two coders, who mark much the same."""
    draw = random.Random(7)
    factors = _factors(book)[:count]
    with book.vault.transaction():
        book.cases.add(case)
        text = " ".join(draw.choices(WORDS, k=LENGTH // 3))[:LENGTH]
        made = book.interviews.add(case, text)
        codings = {}
        while len(codings) < 5_000:
            start, factor = draw.randrange(LENGTH - 400), draw.choice(factors)
            for coder in "AB":
                span = Span(start + draw.randrange(20), start + draw.randrange(30, 200))
                if draw.random() < 0.8:
                    codings[span, factor, coder] = NewCoding(span, factor, coder=coder)
        book.codings.add_all(made.id, list(codings.values())[:5_000])
    return case
