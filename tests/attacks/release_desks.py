"""Real vaults with invented cases, and the desks over them: the attacks over time are made on what these release."""

import json
import random
import secrets
from contextlib import contextmanager

from making_vaults import create_vault

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.casebook.snapshots import snapshot
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.adversary.targets import target_of
from fieldnotes.release.cohorts import find_cohort
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy, shipped_policy_raw
from fieldnotes.release.tabulating import tabulate
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.invites import Invite, write_invite
from fieldnotes.sealing.payload import parse_payload
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

TAXONOMY = load_taxonomy()
POLICY = shipped_policy()
LAYOUT = layout_of(TAXONOMY, POLICY)
FACTORS = [factor.id for factor in TAXONOMY.active_factors]


def add_cases(book, count, *, first=1, seed=5, raised=12):
    """Complete, consented cases C<first> and on."""
    draw = random.Random(seed)
    with book.vault.transaction():
        for number in range(first, first + count):
            case = CaseId(f"C{number}")
            book.cases.add(case)
            for purpose in Purpose:
                book.consent.give(case, purpose)
            interview = book.interviews.add(case, f"invented words {number} " * 3, f"title {number}")
            for factor in draw.sample(FACTORS, raised):
                book.codings.add(interview.id, Span(0, 12), factor, memo="")
            book.cases.set_attribute(case, "age", draw.choice(["under-25", "25-34", "35-44"]))
            book.checklist.mark_rest_not_raised(case)


def recode(book, case, *, seed):
    """Take away every coding of a case and make others."""
    draw = random.Random(seed)
    (interview,) = {coding.interview for coding in book.codings.of_case(case)}
    for coding in book.codings.of_case(case):
        book.codings.remove(coding.id)
    for factor in draw.sample(FACTORS, 12):
        book.codings.add(interview, Span(0, 12), factor, memo="")
    book.checklist.mark_rest_not_raised(case)


@contextmanager
def open_desk(folder, cases, *, seed=5, first=1, raised=12):
    """A desk over a fresh vault, and its casebook."""
    coordinator, signer = AgeIdentity.generate(), DeviceKey.generate()
    vault, _ = create_vault(
        folder, role=VaultRole.RESEARCHER, passphrase=Passphrase("a passphrase for invented notes"), kdf_id=1
    )
    with vault:
        book = Casebook.open(vault, TAXONOMY)
        add_cases(book, cases, seed=seed, first=first, raised=raised)
        desk = ReleaseDesk.open(book)
        invite = Invite(
            project=secrets.token_hex(16),
            recipients=(coordinator.recipient,),
            signing_keys=(signer.public,),
            path_secret=secrets.token_hex(32),
            policy_name=POLICY.name,
            policy=shipped_policy_raw().decode(),
        )
        desk.accept_invite(write_invite(invite, signer))
        yield desk, book


def held(desk, number):
    """A release as the adversary holds it, read from the bytes that left; ``None`` for a void one."""
    payload = parse_payload(desk.payload(number))
    if payload.certificate is None:
        return None
    return target_of(
        payload.tables, cohort=payload.certificate.cohort, k=payload.certificate.k, layout=LAYOUT
    )


def ready(book):
    """The cases the next release would count, each with the cells it stands in now."""
    names = LAYOUT.table_names
    return {
        case: {
            (one.name, key)
            for one in tabulate([snapshot(book, case)], layout=LAYOUT, policy=POLICY, names=names)
            for key, n in one.cells.items()
            if n
        }
        for case in find_cohort(book).cases
    }


def approve(desk, book, ledger):
    """Release, and write down for the judge who was counted in what; the adversary does not see that."""
    counted = ready(book)
    entry = desk.approve()
    ledger.append((held(desk, entry.number), counted))
    assert json.loads(desk.payload(entry.number))["number"] == entry.place
    return entry
