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


def test_memos_and_the_diary_are_undone_by_later_sessions_and_not_after_they_were_deleted(researcher):
    assert researcher("case", "add", "C1").code == 0
    for words in (b"one", b"two"):
        assert researcher("memo", "write", "--case", "C1", stdin=words).code == 0
    assert researcher("memo", "write", "--factor", "dmv", stdin=b"on the factor").code == 0
    assert researcher("diary", "add", stdin=b"first day").code == 0
    assert researcher("diary", "change", "1", stdin=b"rewritten").code == 0
    listed = researcher("code", "acts", "--json").json
    assert [(one["kind"], one["words"], one["cases"]) for one in listed] == [
        ("diary", "entry 1 of the diary", []), ("diary", "entry 1 of the diary", []),
        ("memo", "memo on dmv", []), ("memo", "memo on the case in C1", ["C1"]),
        ("memo", "memo on the case in C1", ["C1"]),
    ]  # fmt: skip
    assert researcher("diary", "undo").out == "Undone: entry 1 of the diary.\n"
    assert "first day" in researcher("diary", "show", "1").out
    assert researcher("diary", "redo").code == 0
    assert "rewritten" in researcher("diary", "show", "1").out
    assert researcher("code", "undo", "--case", "C1").out == "Undone: memo on the case in C1.\n"
    assert researcher("memo", "show", "--case", "C1").out == "one\n"
    assert researcher("memo", "undo", "--case", "C1").out == "Undone: memo on dmv.\n"
    assert researcher("memo", "show", "--factor", "dmv").code == 1
    assert researcher("memo", "redo").code == 0
    assert researcher("diary", "remove", "1", "--confirm", "1").code == 0
    assert researcher("diary", "undo").code == 1
    assert researcher("memo", "remove", "--case", "C1").code == 0
    assert researcher("code", "undo", "--case", "C1").code == 1
    assert researcher("code", "redo", "--case", "C1").code == 1


def test_factors_of_ones_own_and_reviews_are_undone_by_later_sessions(researcher):
    assert researcher("code", "local", "add", "river crossing").code == 0
    assert researcher("code", "local", "change", "l1", "--label", "fording").code == 0
    assert [one["words"] for one in researcher("code", "acts", "--json").json] == [
        "renaming of l1 river crossing to fording", "addition of l1 river crossing",
    ]  # fmt: skip
    assert researcher("code", "local", "undo").out == "Undone: renaming of l1 river crossing to fording.\n"
    assert "l1    river crossing" in researcher("code", "local", "list").out
    assert researcher("code", "undo").out == "Undone: addition of l1 river crossing.\n"
    assert researcher("code", "local", "list", "--json").json == []
    assert researcher("code", "local", "redo").code == 0
    assert researcher("code", "local", "redo").code == 0
    assert [one["label"] for one in researcher("code", "local", "list", "--json").json] == ["fording"]
    assert researcher("case", "add", "C1").code == 0
    assert researcher("interview", "new", "--case", "C1", stdin=b"We crossed at night.").code == 0
    assert researcher("code", "add", "--case", "C1", "--factor", "l1", "--span", "0:10").code == 0
    assert researcher("code", "local", "undo").code == 0, "its renaming, while a coding has it"
    refused = researcher("code", "local", "undo")
    assert refused.code == 1
    assert "a factor that is used stays" in refused.err
    assert researcher("code", "remove", "1").code == 0
    assert researcher("code", "local", "undo").out == "Undone: addition of l1 river crossing.\n"
    refused = researcher("code", "undo", "--case", "C1")
    assert refused.code == 1
    assert "local.river-crossing, which is not there" in refused.err
    assert researcher("code", "local", "redo").code == 0
    assert researcher("code", "undo", "--case", "C1").out == "Undone: removal of l1 in C1.\n"
    assert researcher("code", "remove", "1").code == 0
    assert researcher("code", "local", "remove", "l1", "--confirm", "l1").code == 0
    assert researcher("code", "local", "redo").code == 1
