"""What an opening finds left undone in the key file, and how it brings it to its end."""

from collections.abc import Sequence

from fieldnotes.base.errors import FieldnotesError, RefusedError
from fieldnotes.vault.keyblock import KeyBlock, parse
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.rewriting import next_generation, slots_in_use
from fieldnotes.vault.settling import empty_log, settle, took_hold, under_way
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.unlocking import Unlocked

_OLD_HOLDS = (
    "A change of the passphrase had been cut off before it took hold: the passphrase from before it holds."
)
_NEW_HOLDS = (
    "A change of the passphrase had been cut off near its end and has been finished: the new one holds."
)


def mend(
    key_file: KeyFile, copies: tuple[bytes, ...], unlocked: Unlocked, connection: Connection
) -> tuple[str, ...]:
    """Make both copies what the vault was opened with, erasing any other key; say in sentences what was found.

    Whatever cannot be mended is said too: the vault is open all the same, and its notes can be saved.
    """
    try:
        changing = under_way(connection)
        if not changing:
            return _made_whole(key_file, copies, unlocked, connection)
        told = _NEW_HOLDS if took_hold(connection, unlocked.key, _vault_id(unlocked)) else _OLD_HOLDS
        empty_log(connection)
        _erase_other_keys(key_file, unlocked, connection)
        settle(connection, unlocked.key, _vault_id(unlocked))
    except FieldnotesError as error:
        return (f"The key file cannot be made whole. {error}",)
    return (told,)


def cut_off_change(blocks: Sequence[KeyBlock | None], tried: Sequence[Unlocked]) -> RefusedError | None:
    """What to say when a key was found that does not open the database, and a passphrase change explains it.

    Args:
        blocks: copy A and copy B.
        tried: every key that the secret gave.
    """
    places = {unlocked.place for unlocked in tried}
    if len(places) != 1:
        return None
    found, other = tried[0], blocks[1 - tried[0].place]
    if other is None or not other.intact or other.header.vault_id != _vault_id(found):
        return None
    newer = other.header.generation > found.block.header.generation
    if found.place == 0 and newer and other.is_authentic(found.key):
        return RefusedError(
            "The passphrase of this vault was changed, and this is the one from before.",
            "Type the new one; if that is refused too, restore a backup into another folder.",
        )
    if found.place == 1 and not newer and other.header.salt != found.block.header.salt:
        return RefusedError(
            "This passphrase was chosen in a change that was cut off before it took hold.",
            "Type the one from before; if that is refused too, restore a backup into another folder.",
        )
    return None


def _made_whole(
    key_file: KeyFile, copies: tuple[bytes, ...], unlocked: Unlocked, connection: Connection
) -> tuple[str, ...]:
    other = 1 - unlocked.place
    if not unlocked.block.intact:
        key_file.write(_following(unlocked, connection))
        return ("Both copies in the key file had been damaged; the key file is whole again.",)
    if parse(copies[other]) == unlocked.block:
        return ()  # the filler may differ: an anchor that got into one copy only goes into both once the vault is open
    key_file.write_copy(other, copies[unlocked.place])
    return (
        f"Copy {'AB'[other]} in the key file had been damaged or left behind; the key file is whole again.",
    )


def _erase_other_keys(key_file: KeyFile, unlocked: Unlocked, connection: Connection) -> None:
    block = _following(unlocked, connection)
    for place in (
        1 - unlocked.place,
        unlocked.place,
    ):  # what opened goes last, so that one whole copy stands throughout
        key_file.write_copy(place, block)


def _following(unlocked: Unlocked, connection: Connection) -> bytes:
    return next_generation(unlocked.block, slots_in_use(connection).values(), unlocked.key)


def _vault_id(unlocked: Unlocked) -> bytes:
    return unlocked.block.header.vault_id
