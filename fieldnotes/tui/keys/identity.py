"""Keys of the Identity screen."""

from fieldnotes.tui.keys.action import Action
from fieldnotes.tui.keys.places import Place

IDENTITY = (
    Action(
        "unlock-identity",
        Place.IDENTITY,
        ("u",),
        "screen.unlock",
        "unlock",
        "Unlock the identity map with its own passphrase for this session, make one where there is none, or lock it again.",
        1,
    ),
    Action(
        "add-words",
        Place.IDENTITY,
        ("w",),
        "screen.add_words",
        "words",
        "Add words to point out while writing; they lie in the vault, so never a person's name.",
        12,
    ),
    Action(
        "identity-passphrase",
        Place.IDENTITY,
        ("p",),
        "screen.change_passphrase",
        "passphrase",
        "Change the passphrase of the identity map.",
        13,
    ),
    Action(
        "back-up-identity",
        Place.IDENTITY,
        ("b",),
        "screen.back_up",
        "back up",
        "Back up the identity map; a backup of the vault does not contain it.",
        14,
    ),
    Action(
        "recover-identity",
        Place.IDENTITY,
        ("r",),
        "screen.recover",
        "recovery words",
        "Open the identity map with its own recovery words and choose a new passphrase for it.",
        15,
    ),
    Action(
        "wipe-identity",
        Place.IDENTITY,
        ("W",),
        "screen.wipe",
        "wipe alone",
        "Destroy the identity map alone, after a word is typed; the vault stays.",
        16,
    ),
)
