"""Keys of single screens, beyond those of every list."""

from fieldnotes.tui.keys.action import Action
from fieldnotes.tui.keys.places import Place

SCREENS = (
    Action(
        "withdraw-all",
        Place.CONSENT,
        ("w",),
        "screen.withdraw_all",
        "withdraw all",
        "Withdraw every consent of this case, after a question that names what goes.",
        12,
    ),
    Action(
        "approve-release",
        Place.RELEASE,
        ("A",),
        "screen.approve",
        "approve",
        "Approve this release, after a question: it is signed, sealed and put into the outbox.",
        10,
    ),
    Action(
        "accept-invite",
        Place.RELEASE,
        ("i",),
        "screen.accept_invite",
        "invite",
        "Accept a coordinator's invite from a file.",
        21,
    ),
    Action(
        "write-enrolment",
        Place.RELEASE,
        ("e",),
        "screen.write_enrolment",
        "enrol",
        "Write the enrolment request that the coordinator asks for into a file.",
        22,
    ),
    Action("push", Place.SYNC, ("p",), "screen.push", "push", "Send what waits in the outbox.", 9),
    Action(
        "check-again",
        Place.SECURITY,
        ("c",),
        "screen.check_again",
        "check again",
        "Run every check again.",
        10,
    ),
    Action("pull", Place.INBOX, ("p",), "screen.pull", "pull", "Fetch new exports and check each.", 9),
    Action("merge", Place.MERGED, ("m",), "screen.merge", "merge", "Merge the accepted exports.", 9),
    Action(
        "publish",
        Place.PUBLISH,
        ("p",),
        "screen.publish",
        "publish",
        "Write the tables to a folder, after a question.",
        9,
    ),
    Action(
        "write-invite",
        Place.ROSTER,
        ("w",),
        "screen.write_invite",
        "write invite",
        "Write the project's invite into a file for researchers.",
        21,
    ),
)
