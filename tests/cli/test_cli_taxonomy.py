"""Versions of the codebook from the command line: copied, compared, checked, adopted, gone back from, and kept out of a release."""

import re


def edit(folder, file, old, new):
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


DXL = "driver.exploitation.forced-labour"
DXI = "driver.exploitation.inhumane-treatment"


def retire_forced_labour(folder):
    """As a researcher would: the retired factor says what replaces it, and no boundary points at it any more."""
    edit(folder, "codebook.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    for path in (folder / "factors").iterdir():
        text = path.read_text("utf-8")
        path.write_text(re.sub(rf', instead = "{DXL}"', "", text), "utf-8")
    edit(
        folder,
        "factors/driver.exploitation.toml",
        f'id = "{DXL}"\n',
        f'id = "{DXL}"\nretired = {{ since = "1.1.0", replaced_by = ["{DXI}"] }}\n',
    )


def test_a_team_edits_the_codebook_and_its_vault_goes_by_it_and_back(researcher, tmp_path):
    folder = tmp_path / "ours"
    assert researcher("taxonomy", "copy", str(folder)).code == 0
    assert researcher("taxonomy", "diff", "shipped", str(folder), "--json").json["differences"] == []
    retire_forced_labour(folder)
    assert researcher("taxonomy", "check", str(folder)).code == 0
    compared = researcher("taxonomy", "diff", "shipped", str(folder))
    assert compared.code == 1
    assert f"{DXL}: retired, replaced by {DXI}" in compared.out

    researcher("case", "add", "C1")
    researcher("interview", "new", "--case", "C1", stdin=b"A: They made us carry the loads.\n")
    assert researcher("code", "add", "--case", "C1", "--factor", "dxl", "--span", "3:12").code == 0
    preview = researcher("taxonomy", "migrate", str(folder), "--preview").out
    assert "dxl forced labour → dxi inhumane treatment" in preview
    assert "treatment and violent punishment: 1 coding in 1 case.\n" in preview
    assert "Nothing was changed." in preview
    done = researcher("taxonomy", "migrate", str(folder), "--json").json
    assert (done["done"], done["can_be_undone"], done["to"]["version"]) == (True, True, "1.1.0")
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    status = researcher("taxonomy", "status", "--json").json
    assert (status["version"], status["kept_in_vault"]) == ("1.1.0", True), (
        "the folder is gone, nothing is lost"
    )
    assert [one["factor"] for one in researcher("code", "list", "--case", "C1", "--json").json] == [DXI]
    assert researcher("taxonomy", "revert").code == 0
    assert [one["factor"] for one in researcher("code", "list", "--case", "C1", "--json").json] == [DXL]


def test_what_was_removed_or_says_the_same_version_is_refused_in_a_sentence(researcher, tmp_path):
    folder = tmp_path / "ours"
    researcher("taxonomy", "copy", str(folder))
    edit(folder, "codebook.toml", "Conscience as a reason", "Conscience as one reason")
    refused = researcher("taxonomy", "migrate", str(folder))
    assert refused.code == 3
    assert "raise its version" in refused.err
    (folder / "codebook.toml").write_text("version = ", "utf-8")
    assert researcher("taxonomy", "migrate", str(folder), "--preview").code == 4
    assert researcher("taxonomy", "copy", str(folder)).code == 2, "nothing is overwritten"
