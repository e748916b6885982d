"""Every attack as one question, put to whatever the program at hand makes: does it learn anything?

The program may have a fault planted in it (mutants.py). What it refuses to make is not attacked: a refusal tells nothing.
"""

from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from disclosure_subjects import KINDS, POLICY, REAL, protected
from release_desks import add_cases, approve, open_desk
from test_disclosure_contributors import learned as learned_by_contributors
from test_disclosure_contributors import publication
from test_disclosure_differencing import learned as learned_by_difference
from test_disclosure_enumeration import SMALL, releases
from test_disclosure_ledger_combinations import patterns
from test_disclosure_membership import LITTLE, trial
from test_disclosure_whole_numbers import learned as learned_from_two_way_tables

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.base.ids import CaseId
from fieldnotes.disclosure.adversary.battery import ATTACKS as ON_ONE_RELEASE
from fieldnotes.disclosure.adversary.combining import combine
from fieldnotes.disclosure.adversary.enumeration import counts_of, every_release, overstated, small_numbers
from fieldnotes.disclosure.adversary.insiders import known_members
from fieldnotes.disclosure.adversary.membership import proved_outside
from fieldnotes.disclosure.adversary.minimality import reasons_backwards
from fieldnotes.disclosure.adversary.mutation import forgeries, recertified
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.adversary.telltales import in_lengths, in_payload
from fieldnotes.disclosure.certificates import check_certificate
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.protection import protect, suppress
from fieldnotes.release.payloads import Envelope, payload_of
from fieldnotes.release.sizes import archive_size
from fieldnotes.sealing.age_keys import AgeIdentity, recipient_fingerprints
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.exports import seal_export

NEVER_PASSING = {"hidden cell shown as a small count", "lower k", "table dropped"}
"""Forgeries that give themselves away even if all intervals are computed anew. Others then say something else that could be
true: no certificate shows that counts are honest.
"""


class Campaign:
    """What one program makes, each kind once, and the attacks on it."""

    def __init__(self, *, kinds=tuple(KINDS), seeds=16, real_seeds=2):
        self.casebooks = [name for name in SMALL if kinds == tuple(KINDS) or name in kinds]
        self._made = []
        self._to_make = iter(
            [
                lambda kind=KINDS[name], seed=seed: (kind, seed, protected(kind, seed))
                for name in kinds
                if name in KINDS
                for seed in range(real_seeds if KINDS[name].layout is REAL else seeds)
            ]
        )

    def each_release(self):
        """Releases of every kind, made as they are asked for."""
        yield from self._made
        for make in self._to_make:
            for one in _made(make):
                self._made.append(one)
                yield one

    @cached_property
    def ledgers(self):
        """What a vault releases: 16 cases, sent; what it makes of them after one person withdrew; and after four came.

        Each with who was counted. The program as it is refuses the second and the third.
        """
        ledger, after_withdrawal, after_growth = [], [], []
        with TemporaryDirectory() as folder, open_desk(Path(folder) / "vault", 16, raised=6) as (desk, book):
            (Path(folder) / "store").mkdir()
            desk.remotes.add("stick", "folder", str(Path(folder) / "store"), auto=False)
            approve(desk, book, ledger)
            desk.push()
            book.consent.withdraw(CaseId("C4"), delete=True)
            _made(lambda: approve(desk, book, after_withdrawal))
            add_cases(book, 4, first=100, seed=8, raised=6)
            _made(lambda: approve(desk, book, after_growth))
        return ledger, after_withdrawal, after_growth

    def on_one_release(self, name):
        return any(ON_ONE_RELEASE[name](one) for _, _, one in self.each_release())

    def known_members(self):
        """One known member; fewer than k - 1 others would be more than the documentation admits."""
        return any(
            learned.upper < kind.k - 1
            for kind, seed, one in self.each_release()
            for learned in known_members(one, draw(kind.layout, kind.cohort, seed=seed)[:1])
        )

    def membership(self):
        tried = (_made(lambda seed=seed: trial(LITTLE, seed, known=4)) for seed in range(40))
        return any(proved_outside(one) for made in tried for one in made)

    def every_casebook(self):
        return any(self._small_numbers(name) for name in self.casebooks)

    def _small_numbers(self, name):
        layout, _, cohort, k = SMALL[name]
        casebooks = releases(name)
        worlds = [counts_of(one) for one in casebooks]
        for made in casebooks[:: max(1, len(casebooks) // 15)]:
            for done in _made(lambda made=made: suppress(made, layout=layout, k=k, cohort=cohort)):
                found = overstated(worlds, done.tables, done.audit.intervals)
                if found or small_numbers(worlds, done.tables, layout=layout, cohort=cohort, k=k):
                    return True
        return False

    def every_table(self):
        return any(_made(learned_from_two_way_tables))

    def reasons_backwards(self):
        def protector(casebook):
            made = _made(lambda: suppress(casebook, layout=levels, k=3, cohort=11))
            return made[0].tables if made else ()

        levels = Layout({}, {"a": ("w", "x", "y", "z")})
        casebooks = every_release(levels, ("attribute.a",), 11)
        return bool(reasons_backwards(casebooks, protector, cohort=11, k=3))

    def difference(self):
        first, second, third = self.ledgers
        return bool(third) and bool(learned_by_difference((second or first)[0], third[0]))

    def combinations(self):
        ledger = [one for some in self.ledgers for one in some]
        return bool(combine([one for one, _ in ledger], patterns(ledger), seed=1, tries=3000))

    def withdrawal(self):
        first, second, _ = self.ledgers
        return bool(second) and bool(learned_by_difference(second[0], first[0]))

    def contributors(self):
        several = {"owners": [0, 0, 0, 1, 2, 3, 4]}
        tried = [([19] * 7, several), ([17] * 5, {}), ([16] * 6, {})]
        return any(
            learned_by_contributors(*made, 1)
            for seed, (sizes, owned) in enumerate(tried)
            for made in _made(lambda sizes=sizes, seed=seed, owned=owned: publication(sizes, seed, **owned))
        )

    def forgeries(self):
        names = tables_allowed(POLICY, REAL, 15)
        counts = tabulate(draw(REAL, 15, seed=11), REAL, names)
        for done in _made(lambda: _protect(counts, 15)):
            tried = set()
            for forgery in forgeries(done.tables, done.certificate):
                if forgery[0] not in tried:
                    tried.add(forgery[0])
                    anew = recertified(forgery, REAL) if forgery[0] in NEVER_PASSING else None
                    if not all(_refused(*one[1:]) for one in (forgery, anew) if one is not None):
                        return True
        return False

    def file_shape(self):
        payloads, sealed = [], []
        reader, key = AgeIdentity.generate(), DeviceKey.generate()
        around = Envelope("0" * 32, recipient_fingerprints([reader.recipient]), key.device_id, 1, 1, None)
        for cases in (15, 20):
            names = tables_allowed(POLICY, REAL, cases)
            counts = tabulate(draw(REAL, cases, seed=cases), REAL, names)
            for done in _made(lambda counts=counts, cases=cases: _protect(counts, cases)):
                payload = payload_of(done, around, POLICY, "0" * 64)
                payloads.append((canonical_json(payload), cases))
                sealed.append(seal_export(payload, key, [reader.recipient], archive_size(REAL, POLICY)))
        return any(in_payload(raw, cohort=cases, layout=REAL) for raw, cases in payloads) or bool(
            in_lengths(sealed)
        )


def _protect(counts, cohort):
    return protect(counts, layout=REAL, policy=POLICY, k=5, cohort=cohort, taxonomy_sha256="0" * 64)


def _refused(tables, certificate):
    try:
        return bool(check_certificate(tables, certificate, layout=REAL, policy=POLICY))
    except FieldnotesError:
        return True


def _made(make):
    """What is made, or nothing where the program refuses."""
    try:
        return [make()]
    except FieldnotesError:
        return []


ATTACKS = {
    **{name: lambda campaign, name=name: campaign.on_one_release(name) for name in ON_ONE_RELEASE},
    "every casebook": Campaign.every_casebook,
    "every table": Campaign.every_table,
    "reasons backwards": Campaign.reasons_backwards,
    "release r+1 minus release r": Campaign.difference,
    "combinations over the ledger": Campaign.combinations,
    "withdrawal between releases": Campaign.withdrawal,
    "known members": Campaign.known_members,
    "membership": Campaign.membership,
    "remove the largest contributor": Campaign.contributors,
    "forged certificates": Campaign.forgeries,
    "file shape": Campaign.file_shape,
}
"""Every attack by the name it has in docs/disclosure-control.md."""
