"""The guide's three questions from the command line."""


def test_the_questions_lead_to_a_factor_and_say_what_the_case_has_not_considered(researcher):
    researcher("case", "add", "C1")
    researcher("case", "checklist", "C1", "--denied", "dmv")
    first = researcher("code", "guide", "--case", "C1", "--json").json
    assert [one["subject"] for one in first][::3] == ["leaving", "what would have to change"]
    assert first[0]["not_considered"] == [
        f"driver.{name}" for name in ("exploitation", "ideology", "exit", "support")
    ]
    told = researcher("code", "guide", "leaving", "--case", "C1").out
    assert "dm    morality, 1 of 4 considered\n" in told
    assert "dx    internal exploitation, 0 of 3 considered: nothing of it yet\n" in told
    factors = researcher("code", "guide", "dx", "--json").json
    assert [one["key"] for one in factors] == ["dxi", "dxp", "dxl"]
    assert factors[0]["do_not_use_when"][0].endswith("Use shp instead.")
    assert researcher("code", "guide", "whatever").code == 2
