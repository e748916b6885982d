"""Makes tests/vectors/vault anew: key files with one fault each. Run by hand, never by a test.

    python tests/vectors/make_vault_vectors.py

Everything in them is for tests: the secrets are written beside the files. The faults are described in the text files;
docs/format-vault.md says how to read both.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import replace
from pathlib import Path

from fieldnotes.vault.keyblock import BLOCK_BYTES, Header, build, parse
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.slots import (
    passphrase_keys,
    recovery_key_pair,
    seal_for_passphrase,
    seal_for_recovery,
    unused,
)
from fieldnotes.vault.wipemarks import marked_block

FOLDER = Path(__file__).parent / "vault"
TYPED = "river stone lamp ferry"
OTHER = "another passphrase altogether"
BURMESE = "မြစ် ကူးတို့ é"
WORDS = RecoveryWords(bytes.fromhex("000102030405060708090a0b0c0d0e0f"))
OTHER_WORDS = RecoveryWords(bytes.fromhex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"))
SHARE = bytes.fromhex("a5" * 32)
VAULT_ID = bytes.fromhex("00112233445566778899aabbccddeeff")
STRANGER_ID = bytes.fromhex("ffeeddccbbaa99887766554433221100")
SALT = hashlib.sha256(b"fieldnotes test vectors salt").digest()
NEW_SALT = hashlib.sha256(b"fieldnotes test vectors another salt").digest()
KEY = VaultKey(hashlib.sha256(b"fieldnotes test vectors vault key").digest())
NEW_KEY = VaultKey(hashlib.sha256(b"fieldnotes test vectors vault key after rotation").digest())
STRANGER_KEY = VaultKey(hashlib.sha256(b"fieldnotes test vectors vault key of another vault").digest())
HEADER = Header(1, 1, SALT, VAULT_ID, 5)
OPENS, WRONG, DAMAGED, ALTERED = "opens", "wrong-secret", "damaged", "altered"
COST, NEWER, WIPED, UNFINISHED = "unknown-cost", "newer", "wiped", "unfinished"


def block(header=HEADER, key=KEY, *, keys=None, typed=TYPED, words=WORDS, places=(0, 1), share=b""):
    slots = [unused() for _ in range(8)]
    at_passphrase, at_recovery = places
    slots[at_passphrase] = seal_for_passphrase(
        key, passphrase_keys(Passphrase(typed), header, share), header, at_passphrase
    )
    pair = recovery_key_pair(words.entropy(), header.vault_id, share)
    slots[at_recovery] = seal_for_recovery(key, pair.public_key(), header.vault_id, at_recovery)
    return build(header, tuple(slots), keys or (key,))


GOOD = block()


def checksummed(raw):
    return raw[:4064] + hashlib.sha256(raw[:4064]).digest()


def changed(at, new, raw=GOOD):
    """With a right checksum, as a hostile writer would leave it."""
    return checksummed(raw[:at] + new + raw[at + len(new) :])


def flipped(at, raw=GOOD):
    return changed(at, bytes([raw[at] ^ 0x80]), raw)


def slots_moved(moves):
    raw = bytearray(GOOD)
    for source, target in moves:
        raw[68 + 128 * target : 196 + 128 * target] = GOOD[68 + 128 * source : 196 + 128 * source]
    return checksummed(bytes(raw))


def recommitted():
    """A passphrase slot whose ciphertext was changed and whose commitment was made again to fit."""
    raw = bytearray(flipped(68 + 44))
    keys = passphrase_keys(Passphrase(TYPED), HEADER)
    bound = bytes(raw[:60]) + b"\x00"
    raw[68 + 92 : 68 + 124] = hmac.digest(keys.commitment, bound + bytes(raw[68 + 32 : 68 + 92]), "sha256")
    return checksummed(bytes(raw))


def with_authenticators(first, second):
    return changed(1092, first + second)


def write(name, raw, comment, passphrase=OPENS, recovery=None, **told):
    (FOLDER / f"{name}.key").write_bytes(raw)
    lines = {
        "comment": comment,
        "passphrase": TYPED,
        "recovery": " ".join(WORDS.words),
        "expect-passphrase": passphrase,
        "expect-recovery": recovery or passphrase,
    }
    if OPENS in (passphrase, recovery or passphrase):
        lines["vault-key"] = KEY.reveal().hex()
    lines |= {key.replace("_", "-"): value for key, value in told.items()}
    (FOLDER / f"{name}.txt").write_text(
        "".join(f"{key}: {value}\n" for key, value in lines.items()), encoding="utf-8"
    )


def good():
    write("good", GOOD * 2, "Both copies whole.")
    write("good-longer", GOOD * 2 + b"more", "Bytes after the second copy are not looked at.")
    write("good-other-slots", block(places=(6, 3)) * 2, "Slots may stand at any place.")
    own, stray = GOOD[1092:1124], hashlib.sha256(b"stray").digest()
    write("good-second-place", with_authenticators(stray, own) * 2, "The authenticator in the second place.")
    both = block(replace(HEADER, generation=6, salt=NEW_SALT), NEW_KEY, keys=(NEW_KEY, KEY), typed=OTHER)
    write("rotation-old-secret", GOOD + both, "Being rotated: A still old, B new, the old passphrase given.",
          OPENS, vault_key_recovery=NEW_KEY.reveal().hex(), then_recovery=KEY.reveal().hex())  # fmt: skip
    write("rotation-new-secret", GOOD + both, "The same file, the new passphrase given.",
          passphrase=OPENS, vault_key=NEW_KEY.reveal().hex(), then_recovery=KEY.reveal().hex())  # fmt: skip
    rewrite("rotation-new-secret", "passphrase", OTHER)
    typed = unicodedata.normalize("NFC", BURMESE)
    write("good-nfc", block(typed=typed) * 2, "The passphrase is given decomposed and sealed as NFC.")
    rewrite("good-nfc", "passphrase", unicodedata.normalize("NFD", BURMESE))
    shared = block(share=SHARE) * 2
    write("good-share", shared, "Needs the share.", share=SHARE.hex())
    write("share-missing", shared, "Needs a share, and none is given.", WRONG)
    write("share-wrong", shared, "Another share is given.", WRONG, share="5a" * 32)
    write("share-needless", GOOD * 2, "A share is given to a vault without one.", WRONG, share=SHARE.hex())


def rewrite(name, key, value):
    path = FOLDER / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "".join(f"{key}: {value}\n" if line.startswith(f"{key}: ") else line + "\n" for line in lines),
        encoding="utf-8",
    )


def wrong_secrets():
    write("wrong-secrets", GOOD * 2, "A whole file, other secrets.", WRONG)
    rewrite("wrong-secrets", "passphrase", OTHER)
    rewrite("wrong-secrets", "recovery", " ".join(OTHER_WORDS.words))
    torn = GOOD[:4064] + bytes(32)
    write("wrong-secrets-no-checksum", torn * 2, "Neither checksum fits: whether secrets are wrong cannot be told.",
          DAMAGED)  # fmt: skip
    rewrite("wrong-secrets-no-checksum", "passphrase", OTHER)
    rewrite("wrong-secrets-no-checksum", "recovery", " ".join(OTHER_WORDS.words))


def header_faults():
    write("magic", changed(0, b"fn-voult") * 2, "Another magic.", DAMAGED)
    write("version-newer", changed(8, b"\x00\x02") * 2, "Version 2, checksum fits.", NEWER)
    newer = GOOD[:8] + b"\x00\x02" + GOOD[10:]
    write("version-newer-no-checksum", newer * 2, "Version 2, checksum does not fit: damage.", DAMAGED)
    write("version-newer-b", GOOD + changed(8, b"\x00\x02"), "One whole copy of version 2 is enough.", NEWER)
    for kdf_id in (0, 4, 0xFFFF):
        write(f"kdf-{kdf_id}", changed(10, kdf_id.to_bytes(2, "big")) * 2, "A KDF id that is not in the table.",
              COST, ALTERED)  # fmt: skip
    write("kdf-other", changed(10, b"\x00\x02") * 2, "Another KDF id of the table.", WRONG, ALTERED)
    write("salt", flipped(12) * 2, "A bit of the salt.", WRONG, ALTERED)
    write("vault-id", flipped(44) * 2, "A bit of the vault id.", WRONG)
    write(
        "generation",
        flipped(60) * 2,
        "A bit of the generation, which only the authenticators cover.",
        ALTERED,
    )
    write("generation-of-one", flipped(60) + GOOD, "A altered and given a higher generation; B true.")


def slot_faults():
    for name, at, passphrase in (
        ("point", 0, ALTERED), ("nonce", 32, WRONG), ("ciphertext", 44, WRONG), ("tag", 91, WRONG),
        ("commitment", 92, WRONG), ("filler", 127, ALTERED),
    ):  # fmt: skip
        write(f"passphrase-slot-{name}", flipped(68 + at) * 2, f"A bit of the passphrase slot's {name}.",
              passphrase, ALTERED)  # fmt: skip
    write("passphrase-slot-recommitted", recommitted() * 2, "Ciphertext changed, commitment made to fit.",
          WRONG, ALTERED)  # fmt: skip
    for name, at, recovery in (("point", 0, WRONG), ("ciphertext", 32, WRONG), ("filler", 80, ALTERED)):
        write(f"recovery-slot-{name}", flipped(196 + at) * 2, f"A bit of the recovery slot's {name}.",
              ALTERED, recovery)  # fmt: skip
    for name, point in (("zero", bytes(32)), ("one", b"\x01" + bytes(31))):
        write(f"recovery-slot-low-order-{name}", changed(196, point) * 2,
              "A point of low order, with which the shared secret would be zero.", ALTERED, WRONG)  # fmt: skip
    write(
        "slots-exchanged",
        slots_moved([(0, 1), (1, 0)]) * 2,
        "Both slots whole, at each other's place.",
        WRONG,
    )
    write("passphrase-slot-moved", slots_moved([(0, 5), (2, 0)]) * 2, "The passphrase slot at another place.",
          WRONG, ALTERED)  # fmt: skip
    write("recovery-slot-moved", slots_moved([(1, 5), (2, 1)]) * 2, "The recovery slot at another place.",
          ALTERED, WRONG)  # fmt: skip
    write("slot-unused-changed", flipped(68 + 128 * 7) * 2, "A bit of a slot not in use.", ALTERED)


def end_faults():
    stray = [hashlib.sha256(text).digest() for text in (b"stray", b"astray")]
    write("authenticators", with_authenticators(*stray) * 2, "No authenticator fits.", ALTERED)
    write(
        "authenticator-of-one", with_authenticators(*stray) + GOOD, "No authenticator fits in A; B is true."
    )
    write("authenticator-of-another-key",
          build(HEADER, parse(GOOD).slots, (STRANGER_KEY,)) * 2, "Authenticated under another vault key.",
          ALTERED)  # fmt: skip
    write("filler", flipped(2000) * 2, "A bit of the filler, which nothing but the checksum covers.")
    write("checksum", (GOOD[:4064] + bytes(32)) * 2, "No checksum fits; slot and authenticator do.")


def copy_faults():
    empty = bytes(BLOCK_BYTES)
    write("a-zeroed", empty + GOOD, "A is gone.")
    write("b-zeroed", GOOD + empty, "B is gone.")
    write("both-zeroed", empty * 2, "Both are gone.", DAMAGED)
    write("both-ones", b"\xff" * 8192, "Both are erased flash.", DAMAGED)
    write("empty", b"", "No bytes.", DAMAGED)
    write("short-8", GOOD[:8], "Cut after the magic.", DAMAGED)
    write("short-4095", GOOD[:4095], "Cut in A's last byte.", DAMAGED)
    write("short-4096", GOOD, "Cut after A.")
    write("short-8191", (GOOD * 2)[:8191], "Cut in B's last byte.")
    write("half-written", GOOD[:2048] + empty[:2048] + GOOD, "A was torn in the middle.")
    stranger = block(Header(1, 1, SALT, STRANGER_ID, 9), STRANGER_KEY)
    write("planted", stranger + GOOD, "A is another vault's, with the same secrets and a higher generation.",
          vault_key=STRANGER_KEY.reveal().hex(), then=KEY.reveal().hex())  # fmt: skip


def making():
    begun = block(replace(HEADER, generation=0))
    write("being-made", begun * 2, "Generation 0 in both: the making was cut off.", UNFINISHED)
    write("being-made-b", bytes(BLOCK_BYTES) + begun, "B written with generation 0, A not yet.", UNFINISHED)
    write(
        "being-made-torn", begun[:2048] + bytes(2048) + begun, "A torn: not every block there is, is whole."
    )
    write("being-made-of-one", begun + GOOD, "Generation 0 in A only.")


def wipes():
    mark, other = marked_block(VAULT_ID), marked_block(STRANGER_ID)
    broken = mark[:24] + bytes(32) + mark[56:]
    write("wiped", mark + marked_block(VAULT_ID), "Both blocks marked.", WIPED)
    write("wiped-a", mark + GOOD, "A marked, B not yet.", WIPED)
    write("wiped-b", GOOD + mark, "B marked, A not yet.", WIPED)
    write("wiped-a-only", mark + bytes(4096), "A marked, B unreadable.", WIPED)
    write("mark-hash", broken * 2, "The mark's hash does not fit: damage, not a wipe.", DAMAGED)
    write("mark-hash-of-one", broken + GOOD, "The mark's hash does not fit; B is whole.")
    write("mark-of-another-vault", other + GOOD, "The mark names another vault than B does.")
    write("marks-of-two-vaults", mark + other, "Two marks that name different vaults.", DAMAGED)


def main():
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for part in (good, wrong_secrets, header_faults, slot_faults, end_faults, copy_faults, making, wipes):
        part()


if __name__ == "__main__":
    main()
