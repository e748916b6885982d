"""Every key file in tests/vectors/vault, read by the program and by a reader written from the document alone."""

import sys
from pathlib import Path

import pytest

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keyblock import BLOCK_BYTES, parse
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.share import Share
from fieldnotes.vault.unfinished import never_was
from fieldnotes.vault.unlocking import PassphraseOpener, RecoveryOpener, unlock
from fieldnotes.vault.wipemarks import is_marked

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
sys.path.insert(0, str(VECTORS))

import mini_reader  # noqa: E402 - beside the vectors, for others to take along

FILES = sorted((VECTORS / "vault").glob("*.key"))
SECRETS = ("passphrase", "recovery")
NOWHERE = VaultFiles(VECTORS)
"""Asked only where a key file holds no block at all, which is not decided by the key file."""

REFUSALS = {
    "wrong-secret": (RefusedError, ("does not open this vault", "do not open this vault")),
    "newer": (RefusedError, ("newer version",)),
    "altered": (DamagedError, ("altered",)),
    "unknown-cost": (DamagedError, ("cost that this program does not know",)),
    "damaged": (DamagedError, ("Both copies in the key file are damaged",)),
}
"""Each outcome of the document with the program's error and words of its sentence."""


def told(file):
    lines = file.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


def expected_keys(about, secret):
    first = about.get(f"vault-key-{secret}", about.get("vault-key"))
    further = about.get(f"then-{secret}", about.get("then"))
    return [bytes.fromhex(key) for key in (first, further) if key]


def by_the_program(raw, secret, about, openers):
    """The same question to the program: its outcome, by its own errors, and the keys it would try."""
    copies = (raw[:BLOCK_BYTES], raw[BLOCK_BYTES : 2 * BLOCK_BYTES])
    if is_marked(copies):
        return "wiped", []
    if any(map(any, copies)) and never_was(NOWHERE, copies):
        return "unfinished", []
    try:
        found = [
            item.key.reveal()
            for item in unlock([parse(copy) for copy in copies], opener_for(secret, about, openers))
        ]
    except FieldnotesError as error:
        return outcome_of(error), []
    return "opens", list(dict.fromkeys(found))


def outcome_of(error):
    fits = [
        outcome
        for outcome, (kind, words) in REFUSALS.items()
        if type(error) is kind and any(word in error.problem for word in words)
    ]
    if len(fits) != 1:
        raise AssertionError(f"no outcome, or more than one: {error}")
    return fits[0]


def opener_for(secret, about, openers):
    # One Argon2id run for all vectors that share secret, salt and cost.
    asked = (secret, about[secret], about.get("share"))
    if asked not in openers:
        share = Share(bytes.fromhex(about["share"])) if "share" in about else None
        openers[asked] = (
            PassphraseOpener(Passphrase(about[secret]), share)
            if secret == "passphrase"  # noqa: S105 - the name of a kind of secret
            else RecoveryOpener(RecoveryWords.parse(about[secret]), share)
        )
    return openers[asked]


@pytest.fixture(scope="module")
def openers():
    return {}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_program_and_document_agree_on_every_vector(file, secret, openers):
    raw, about = file.read_bytes(), told(file)
    outcome = about[f"expect-{secret}"]
    keys = expected_keys(about, secret) if outcome == "opens" else []
    assert by_the_program(raw, secret, about, openers) == (outcome, keys)
    asked = {"passphrase": about[secret]} if secret == "passphrase" else {"words": about[secret]}  # noqa: S105 - as above
    assert mini_reader.read(raw, **asked, share=bytes.fromhex(about.get("share", ""))) == (outcome, keys)


NOT_WIPED = [
    file for file in FILES if told(file)["expect-recovery"] != "wiped"
]  # those are removed, as they should


@pytest.mark.parametrize("file", NOT_WIPED, ids=lambda file: file.stem)
def test_without_its_database_no_vector_does_anything_but_refuse(file, tmp_path):
    about = told(file)
    (tmp_path / "vault.key").write_bytes(file.read_bytes())
    (tmp_path / "vault.db").write_bytes(b"not a database" * 1000)
    share = Share(bytes.fromhex(about["share"])) if "share" in about else None
    with pytest.raises((RefusedError, DamagedError)):
        open_with_words(tmp_path, RecoveryWords.parse(about["recovery"]), share)
    assert (tmp_path / "vault.key").read_bytes() == file.read_bytes()
    assert (tmp_path / "vault.db").read_bytes() == b"not a database" * 1000


def test_the_second_reader_is_a_second_one_and_every_outcome_has_a_vector():
    assert "fieldnotes." not in (VECTORS / "mini_reader.py").read_text(encoding="utf-8")
    outcomes = {told(file)[f"expect-{secret}"] for file in FILES for secret in SECRETS}
    assert outcomes == {"opens", "wiped", "unfinished", *REFUSALS}
    assert len(FILES) >= 60
    document = (VECTORS.parents[1] / "docs" / "format-vault.md").read_text(encoding="utf-8")
    assert all(f"`{outcome}`" in document for outcome in outcomes)


def test_the_second_reader_reads_a_vault_that_the_program_made(tmp_path):
    # The vectors were made by the program's own parts; so is this, through its front door, with a real database.
    from fieldnotes.vault.creating import create_vault  # noqa: PLC0415 - used only here
    from fieldnotes.vault.roles import VaultRole  # noqa: PLC0415 - as above

    folder = tmp_path / "field"
    vault, words = create_vault(
        folder, role=VaultRole.RESEARCHER, passphrase=Passphrase("river stone"), kdf_id=1
    )
    with vault:
        key = vault._key.reveal()
    raw = (folder / "vault.key").read_bytes()
    assert mini_reader.read(raw, passphrase="river stone") == ("opens", [key])  # noqa: S106 - a test's own
    assert mini_reader.read(raw, words=" ".join(words.words)) == ("opens", [key])
    salt = mini_reader.hkdf(key, raw[44:60], b"fieldnotes vault 1 database salt", 16)
    assert (folder / "vault.db").read_bytes()[:16] == salt
