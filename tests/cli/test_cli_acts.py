"""Undo and redo of acts of coding on the command line: every verb is another session."""


def test_acts_are_listed_undone_and_done_again_by_later_sessions(researcher):
    assert researcher("case", "add", "C1").code == 0
    assert researcher("code", "undo").code == 1
    assert researcher("interview", "new", "--case", "C1", stdin=b"He had gone home.").code == 0
    assert researcher("code", "add", "--case", "C1", "--factor", "dmv", "--span", "0:2").code == 0
    assert researcher("code", "remove", "1").code == 0
    assert researcher("case", "checklist", "C1", "--denied", "dmv", "--rest", "not-raised").code == 0
    listed = researcher("code", "acts", "--json").json
    assert [(one["kind"], one["words"]) for one in listed] == [
        ("mark", "46 marks in C1"), ("remove", "removal of dmv in C1"), ("code", "coding with dmv in C1"),
    ]  # fmt: skip
    undone = researcher("code", "undo", "--case", "C1", "--json")
    assert (undone.code, undone.json["kind"], undone.json["done"]) == (0, "mark", False)
    assert researcher("code", "undo").out == "Undone: removal of dmv in C1.\n"
    assert [one["coding"] for one in researcher("code", "list", "--case", "C1", "--json").json] == [1]
    assert "(undone) removal of dmv in C1" in researcher("code", "acts").out
    assert researcher("code", "redo").out == "Done again: removal of dmv in C1.\n"
    assert researcher("code", "list", "--case", "C1", "--json").json == []
    assert researcher("code", "redo", "--case", "C1").code == 0
    assert researcher("case", "checklist", "C1", "--json").json["complete"] is True
    assert researcher("code", "redo").code == 1
    assert researcher("code", "undo", "--case", "C9").code == 1
