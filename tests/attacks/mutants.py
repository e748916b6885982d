"""Faults planted in the protector, each a small patch at test time, to see which attack finds it.

A mutant is told by what it forgets. Patches go by the object and not by the name of an importing module, so that they hold
wherever the original is used.
"""

import json
import math
import sys
from contextlib import contextmanager
from dataclasses import replace

import pytest

from fieldnotes.casebook.cases import Cases
from fieldnotes.disclosure import (
    certificates,
    choosing,
    merging,
    patterns,
    publishing,
    quantities,
    rules,
)
from fieldnotes.disclosure.arrays import matrix
from fieldnotes.disclosure.attacker import Attacker
from fieldnotes.disclosure.exploring import Explored, Range
from fieldnotes.disclosure.highs import SolverModel
from fieldnotes.disclosure.rules import Interval
from fieldnotes.release import cohorts, sizes
from fieldnotes.release.ledger import Ledger
from fieldnotes.release.members import Members
from fieldnotes.sealing import exports
from fieldnotes.sealing.canonical import canonical_json


def everywhere(patch, original, mutant):
    """Replace a function in every module, of the program and of the attacks, that holds it."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("fieldnotes.", "disclosure_", "release_desks", "test_disclosure_")):
            for attribute, value in list(vars(module).items()):
                if value is original:
                    patch.setattr(module, attribute, mutant)


def zeros_shown(patch):
    """Zeros are shown, and a hidden cell may be known not to be one."""
    primary, safe = rules.primary_reason, rules.is_safe
    everywhere(
        patch, primary, lambda count, *, k, cohort: None if count == 0 else primary(count, k=k, cohort=cohort)
    )
    everywhere(
        patch,
        safe,
        lambda interval, *, k, cohort: interval == Interval(0, 0) or safe(interval, k=k, cohort=cohort),
    )


def one_less_than_k(patch):
    """k - 1 in place of k in both rules."""
    primary, safe = rules.primary_reason, rules.is_safe
    everywhere(patch, primary, lambda count, *, k, cohort: primary(count, k=k - 1, cohort=cohort))
    everywhere(patch, safe, lambda interval, *, k, cohort: safe(interval, k=k - 1, cohort=cohort))


def complement_forgotten(patch):
    """N - n < k is neither hidden nor audited."""
    primary, init = rules.primary_reason, quantities.Quantity
    everywhere(patch, primary, lambda count, *, k, cohort: primary(count, k=k, cohort=cohort + count + k))
    everywhere(patch, init, lambda *some, **named: init(*some, **{**named, "complement": False}))


def nothing_complementary(patch):
    """Primary rules alone; what the audit says is not heeded."""
    everywhere(patch, choosing.choose, lambda *_, **__: frozenset())
    everywhere(patch, rules.is_safe, lambda *_, **__: True)


def _forget_rows(patch, method):
    patch.setattr(Attacker, method, lambda *_: None)


def cross_table_forgotten(patch):
    """A group's levels are not known to add up to it: each table is protected as if it stood alone."""
    _forget_rows(patch, "_cross")


def implications_forgotten(patch):
    """What levels of linked attributes say of each other is not known to the audit."""
    _forget_rows(patch, "_implications")


def inclusion_forgotten(patch):
    """That factors lie in their group and cover it is not known to the audit."""
    _forget_rows(patch, "_factors")


def margin_forgotten(patch):
    """That levels add up to N is not known to the audit."""
    _forget_rows(patch, "_margin")


def intersection_forgotten(patch):
    """a + b - N <= both <= min(a, b) is not known to the audit."""
    _forget_rows(patch, "_intersection")


def _unprotected(name):
    def mutant(patch):
        patch.setattr(quantities, name, lambda _: iter(()))

    return mutant


factor_residuals_unprotected = _unprotected("_factor_residuals")
level_residuals_unprotected = _unprotected("_level_residuals")
pair_residuals_unprotected = _unprotected("_pair_residuals")
implied_residuals_unprotected = _unprotected("_implied_residuals")


def relaxation_believed(patch):
    """The bounds of the linear relaxation, rounded to whole numbers, are taken for those of whole numbers."""

    def ranges(explored, questions):
        model = SolverModel(explored._component, integer=False)
        costs = matrix([question.terms for question in questions], explored._column).astype(float)
        return {
            question: Range(
                Interval(
                    math.ceil(model.minimise(row).bound - 1e-6), math.floor(1e-6 - model.minimise(-row).bound)
                )
            )
            for question, row in zip(questions, costs, strict=True)
        }

    patch.setattr(Explored, "ranges", ranges)


def pattern_forgotten(patch):
    """Which cells are hidden is not looked at."""
    everywhere(patch, patterns.told_by_rule, lambda *_, **__: [])


def ledger_forgotten(patch):
    """Cases that left with an earlier release are counted again."""
    reasons = cohorts._reasons
    patch.setattr(cohorts, "_reasons", lambda summary, *some: reasons(replace(summary, released=None), *some))
    _count_again(patch)


def recounted_after_withdrawal(patch):
    """After a withdrawal, the others of a release that was sent are counted again: corrected, as it were."""
    find, reasons, short = cohorts.find_cohort, cohorts._reasons, set()

    def mutant(book):
        entries = Ledger(book.vault).entries()
        short.update(one.number for one in entries if cohorts.lost_consent(book, one.number, one.cohort))
        return find(book)

    everywhere(patch, find, mutant)
    patch.setattr(
        cohorts,
        "_reasons",
        lambda summary, *some: reasons(
            replace(summary, released=None) if summary.released in short else summary, *some
        ),
    )
    _count_again(patch)


def _count_again(patch):
    """Neither of the two records of who was counted stands in the way."""
    patch.setattr(Cases, "mark_released", _mark_again)
    patch.setattr(Members, "all", lambda _: {})
    patch.setattr(Members, "add", lambda *_: None)


def _mark_again(cases, chosen, number):
    for case in chosen:
        cases._vault.connection.execute("UPDATE cases SET released = ? WHERE id = ?", (number, case))


def largest_contributor_ignored(patch):
    """A merged cell is shown although one contributor alone makes it large."""
    reason = publishing._reason
    patch.setattr(
        publishing,
        "_reason",
        lambda cell, *some: reason(replace(cell, largest=0, largest_rest=0), *some),
    )


def exports_taken_for_contributors(patch):
    """Two exports of one researcher count as two contributors."""
    merge = merging.merge
    everywhere(patch, merge, lambda some, *, layout, **_: merge(some, layout=layout))


def intervals_not_compared(patch):
    """A certificate's intervals are believed."""
    check = certificates.audit

    def believed(tables, **named):
        return replace(check(tables, **named), intervals=_Anything())

    patch.setattr(certificates, "audit", believed)


class _Anything:
    """Equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = None


def tables_not_audited(patch):
    """The tables of a certificate are believed to be safe."""
    check = certificates.audit
    patch.setattr(certificates, "audit", lambda tables, **named: replace(check(tables, **named), holds=True))


def claims_not_checked(patch):
    """A certificate's threshold, policy, cohort and set of tables are believed."""
    everywhere(patch, certificates.claim_faults, lambda *_, **__: [])


def lengths_not_padded(patch):
    """Files are as long as what they hold."""
    seal = exports.seal_export

    def mutant(payload, key, readers, _):
        return seal(payload, key, readers, sizes.smallest_size(len(canonical_json(payload)), 4096))

    everywhere(patch, seal, mutant)


def keys_unsorted(patch):
    """Keys stand in the order in which a program happened to write them."""
    everywhere(
        patch, canonical_json, lambda model: (json.dumps(model.model_dump(mode="json")) + "\n").encode()
    )


MUTANTS = {
    "zeros shown": zeros_shown,
    "k - 1 for k": one_less_than_k,
    "N - n forgotten": complement_forgotten,
    "no complementary suppression": nothing_complementary,
    "sum of levels (N) forgotten": margin_forgotten,
    "one linked table forgotten (group × level)": cross_table_forgotten,
    "factor within group forgotten": inclusion_forgotten,
    "implications forgotten": implications_forgotten,
    "intersection bounds forgotten": intersection_forgotten,
    "group - factor unprotected": factor_residuals_unprotected,
    "levels outside a group unprotected": level_residuals_unprotected,
    "parts of pairs unprotected": pair_residuals_unprotected,
    "beyond an implied level unprotected": implied_residuals_unprotected,
    "linear relaxation for whole numbers": relaxation_believed,
    "pattern forgotten": pattern_forgotten,
    "ledger forgotten": ledger_forgotten,
    "counted again after a withdrawal": recounted_after_withdrawal,
    "largest contributor ignored": largest_contributor_ignored,
    "two exports taken for two contributors": exports_taken_for_contributors,
    "certificate: intervals believed": intervals_not_compared,
    "certificate: tables believed": tables_not_audited,
    "certificate: claims believed": claims_not_checked,
    "files not padded": lengths_not_padded,
    "keys unsorted": keys_unsorted,
}
"""What is forgotten, in words, and the patch."""


@contextmanager
def planted(name):
    """The program with one fault, or with none where the name is ``None``."""
    with pytest.MonkeyPatch.context() as patch:
        if name is not None:
            MUTANTS[name](patch)
        yield
