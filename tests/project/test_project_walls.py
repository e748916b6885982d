"""The walls between rooms are real: an import that must not be is found when it is planted."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PLANTS = [
    ("disclosure/planted.py", "import fieldnotes.casebook.book", "Nothing that leaves can reach the notes"),
    ("sealing/planted.py", "import fieldnotes.vault.opening", "Nothing that leaves can reach the notes"),
    ("carriers/planted.py", "import fieldnotes.sealing.payload", "Carriers know names and sealed bytes only"),
    ("disclosure/planted.py", "import pathlib", "Disclosure control is pure"),
    ("sealing/planted.py", "import os", "Sealing knows no network and no files"),
    ("casebook/planted.py", "import socket", "Testimony rooms know no network"),
    ("coordination/planted.py", "import fieldnotes.release.desk", "Coordination does not know the casebook"),
    ("codebook/planted.py", "import fieldnotes.vault.opening", "The codebook knows no vaults and no screens"),
    ("vault/planted.py", "import fieldnotes.codebook.models", "The vault does not know what the notes mean"),
    (
        "release/planted.py",
        "import fieldnotes.assurance.checks",
        "Assurance is imported by faces and demo only",
    ),
    ("tui/planted.py", "import cryptography", "Faces hold no SQL and no cryptography"),
    ("cli/planted.py", "import sqlcipher3", "Faces hold no SQL and no cryptography"),
    ("text/planted.py", "import fieldnotes.tui.app", "Rooms import downwards only"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("walls")
    shutil.copytree(ROOT / "fieldnotes", folder / "fieldnotes", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=folder, env={"PYTHONPATH": str(folder), "PATH": ""}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_walls_stand_as_they_are(copy: Path):
    found = lint(copy)
    assert found.returncode == 0, found.stdout[-2000:]
    assert "0 broken" in found.stdout


@pytest.mark.parametrize(("place", "line", "contract"), PLANTS)
def test_a_planted_import_is_found(copy: Path, place: str, line: str, contract: str):
    planted = copy / "fieldnotes" / place
    planted.write_text(line + "\n")
    try:
        found = lint(copy)
    finally:
        planted.unlink()
    assert found.returncode == 1, found.stdout[-2000:]
    assert f"{contract} BROKEN" in found.stdout
