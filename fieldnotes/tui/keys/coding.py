"""Keys of one case: Coding and the checklist. Letters are commands here."""

from fieldnotes.tui.keys.action import Action
from fieldnotes.tui.keys.places import Place

_CASE = Place.CASE
_CODING = Place.CODING
_LIST = Place.CHECKLIST

CASE = (
    Action(
        "toggle-coding",
        _CASE,
        ("f2",),
        "screen.toggle_coding",
        "write/code",
        "Go between Interview, where you write, and Coding, where you code the same text at the same place.",
        footer=5,
        priority=True,
    ),
    Action(
        "new-interview",
        _CASE,
        ("ctrl+n",),
        "screen.new_interview",
        "new interview",
        "Start another interview of this case, empty or with the questions of a guide.",
        footer=60,
        priority=True,
    ),
    Action(
        "import-interview",
        _CASE,
        ("ctrl+o",),
        "screen.import_interview",
        "import",
        "Bring in a text file as another interview of this case.",
        footer=61,
        priority=True,
    ),
    Action(
        "write-out",
        _CASE,
        ("ctrl+e",),
        "screen.write_out",
        "write out",
        "Write this text out of the vault into a file, sealed to a reader; asks for the passphrase once more.",
        priority=True,
    ),
)

CODING = (
    Action(
        "next-sentence",
        _CODING,
        ("right_square_bracket",),
        "screen.next_sentence",
        "sentence",
        "Select the next sentence.",
        10,
    ),
    Action(
        "previous-sentence",
        _CODING,
        ("left_square_bracket",),
        "screen.previous_sentence",
        "sentence back",
        "Select the sentence before.",
    ),
    Action("start-selection", _CODING, ("v",), "start_selection", "select", "Start a selection here.", 12),
    Action(
        "code",
        _CODING,
        ("c",),
        "screen.code",
        "code",
        "Code the selection: then the factor's key, or some of its words, and Enter.",
        11,
    ),
    *(
        Action(
            f"recent-{number}",
            _CODING,
            (str(number),),
            f"screen.code_recent({number})",
            f"recent factor {number}",
            f"Code the selection with factor {number} of the last ones used.",
        )
        for number in range(1, 10)
    ),
    Action(
        "code-last",
        _CODING,
        ("full_stop",),
        "screen.code_recent(1)",
        "code again",
        "Code the selection with the last factor again.",
        13,
    ),
    Action("memo", _CODING, ("m",), "screen.memo", "memo", "Write a memo on the coding here.", 14),
    Action(
        "undo-coding",
        _CODING,
        ("u",),
        "screen.undo_coding",
        "undo",
        "Undo the last act in this case, of any session.",
        15,
    ),
    Action("redo-coding", _CODING, ("ctrl+r",), "screen.redo_coding", "redo", "Do again what was undone."),
    Action("remove-coding", _CODING, ("d",), "screen.remove_coding", "remove", "Remove the coding here."),
    Action(
        "review",
        _CODING,
        ("r",),
        "screen.review",
        "review",
        "Look again at codings whose words were edited or deleted: before and now, keep, place anew, take away.",
    ),
    Action(
        "recode",
        _CODING,
        ("C",),
        "screen.recode",
        "recode",
        "Recode, merge or split the factor of the coding here across cases, after all its codings were shown.",
    ),
    Action(
        "add-local",
        _CODING,
        ("L",),
        "screen.add_local",
        "own factor",
        "Make a factor of the team's own for what the codebook does not foresee; it never leaves with a release.",
    ),
    Action("guide", _CODING, ("g",), "screen.guide", "guide", "Find a factor by three short questions.", 16),
    Action(
        "next-candidate",
        _CODING,
        ("s",),
        "screen.next_candidate",
        "candidate",
        "Select the next candidate passage for a factor, which is asked for the first time, and say which words make it one.",
        17,
    ),
    Action(
        "take-candidate",
        _CODING,
        ("y",),
        "screen.take_candidate",
        "take candidate",
        "Take the candidate passage: code what is selected of it with its factor.",
    ),
    Action(
        "dismiss-candidate",
        _CODING,
        ("x",),
        "screen.dismiss_candidate",
        "dismiss candidate",
        "Dismiss the candidate passage: it is offered no more for its factor.",
    ),
    Action(
        "choose-candidates",
        _CODING,
        ("S",),
        "screen.choose_candidates",
        "candidates for…",
        "Look for candidate passages for another factor.",
    ),
    Action(
        "offer-again",
        _CODING,
        ("X",),
        "screen.offer_again",
        "offer again",
        "Offer again the candidate passages that were dismissed in this interview for the factor.",
    ),
    Action("coding-search", _CODING, ("slash",), "screen.search", "search", "Search in this text."),
    Action("coding-search-next", _CODING, ("n",), "search_next", "find next", "Go to the next place found."),
    Action(
        "coding-search-previous",
        _CODING,
        ("N",),
        "search_previous",
        "find previous",
        "Go to the place found before.",
    ),
)

CHECKLIST = (
    Action(
        "recode-factor",
        _LIST,
        ("C",),
        "screen.recode",
        "recode",
        "Recode, merge or split the factor under the cursor across cases, after all its codings were shown.",
    ),
    Action(
        "undo-mark", _LIST, ("u",), "screen.undo_coding", "undo", "Undo the last mark or coding in this case."
    ),
    Action("redo-mark", _LIST, ("ctrl+r",), "screen.redo_coding", "redo", "Do again what was undone."),
    Action(
        "factor-memo",
        _LIST,
        ("m",),
        "screen.factor_memo",
        "memo",
        "Write a memo on the factor under the cursor.",
        15,
    ),
    Action(
        "mark-raised",
        _LIST,
        ("1",),
        "screen.mark('raised')",
        "raised",
        "Raised: code a passage with this factor; the checklist follows the codings.",
    ),
    Action(
        "mark-denied",
        _LIST,
        ("2",),
        "screen.mark('denied')",
        "denied",
        "The person said this played no part.",
        11,
    ),
    Action(
        "mark-not-raised", _LIST, ("3",), "screen.mark('not-raised')", "not raised", "It did not come up.", 12
    ),
    Action("mark-clear", _LIST, ("4",), "screen.mark('not-considered')", "clear", "Not considered yet.", 13),
    Action(
        "mark-rest",
        _LIST,
        ("R",),
        "screen.mark_rest",
        "rest not raised",
        "Mark every factor not considered yet as not raised, after a question.",
        14,
    ),
)
