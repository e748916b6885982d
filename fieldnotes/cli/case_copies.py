"""``fieldnotes case send``, ``case receive`` and ``case key``: copies for a second coder in another vault."""

from pathlib import Path

import click

from fieldnotes.base.files import read_received
from fieldnotes.base.ids import CaseId
from fieldnotes.base.labels import parse_coder
from fieldnotes.cli.case_group import case
from fieldnotes.cli.options import CASE, FILE, verb
from fieldnotes.cli.session import Session, ask_passphrase


@verb(case, "key")
def key(session: Session) -> None:
    """Show this vault's age key: give it to whoever sends a copy for a second coder here. It is no secret."""
    from fieldnotes.formats.casecopies.sending import own_key  # noqa: PLC0415 - loads the store's room

    with session.open_book() as book:
        recipient = own_key(book).recipient
    session.answer({"key": recipient}, [recipient])


@verb(case, "send")
@click.argument("case_id", metavar="CASE", type=CASE)
@click.argument("to", metavar="FILE", type=FILE)
@click.option("--to", "recipient", metavar="AGE1…", help="The key of the second coder's vault; see case key.")
@click.option("--coder", metavar="LETTER", default="B", show_default=True, help="Who codes the copy.")
@click.option(
    "--again-fd", type=int, help="Read the passphrase, given again, from this descriptor: one line."
)
def send(
    session: Session, *, case_id: CaseId, to: Path, recipient: str | None, coder: str, again_fd: int | None
) -> None:
    """Write a copy of a case for a second coder, sealed to their vault; from a copy, send its coding back.

    The copy holds texts and purposes: no codings, memos, marks, attributes or titles. Asks for the passphrase again.
    """
    from fieldnotes.formats.casecopies.sending import WITHDRAWAL  # noqa: PLC0415 - loads the store's room
    from fieldnotes.formats.casecopies.sending import send as write  # noqa: PLC0415 - as above

    label = parse_coder(coder)
    with session.open_book() as book:
        book.cases.get(case_id)
        again = ask_passphrase("Passphrase again", again_fd, "--again-fd")
        sent = write(book, case_id, to, again, recipient=recipient, coder=label, share=session.share())
    if sent.codings is None:
        lines = [
            f"Written: the texts of {case_id} for coder {sent.coder}, {sent.size} bytes, sealed to {sent.recipient[:12]}….",
            WITHDRAWAL,
        ]
    else:
        lines = [
            f"Written: {sent.codings} coding{'' if sent.codings == 1 else 's'} of coder {sent.coder} for the vault {case_id} came from."
        ]
    session.answer(
        {"case": case_id, "to": to, "bytes": sent.size, "coder": sent.coder, "recipient": sent.recipient,
         "codings": sent.codings},
        [*lines, "A wipe of the vault does not reach this file."],
    )  # fmt: skip


@verb(case, "receive")
@click.argument("file", type=FILE)
@click.option(
    "--as", "label", metavar="CASE", help="The label of the copy here, where the original's is taken."
)
def receive(session: Session, *, file: Path, label: str | None) -> None:
    """Receive a copy to code, or the coding of a copy that was sent. A copy can never be released here."""
    from fieldnotes.formats.casecopies.receiving import receive as take  # noqa: PLC0415 - loads the store's room
    from fieldnotes.formats.casecopies.receiving import told  # noqa: PLC0415 - as above

    raw = read_received(file)
    with session.open_book() as book:
        found = take(book, raw, label)
    session.answer(
        {"case": found.case, "coder": found.coder, "copy": found.is_copy, "interviews": found.interviews,
         "codings": found.codings, "other_codebook": found.other_codebook},
        told(found),
    )  # fmt: skip
