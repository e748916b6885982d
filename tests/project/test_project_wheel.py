"""The wheel is whole: built, unpacked elsewhere, it finds its taxonomy and policies without the checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist"],
        cwd=ROOT, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(site: Path, *words: str) -> object:
    done = subprocess.run(
        [sys.executable, "-m", "fieldnotes", *words, "--json"],
        cwd=site.parent, env={**os.environ, "PYTHONPATH": str(site)}, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_the_shipped_data_is_found_inside_the_package(unpacked: Path):
    places = run(unpacked, "config", "locate")
    for name in ("taxonomy", "policies"):
        assert Path(places[name]).is_relative_to(unpacked / "fieldnotes" / "_shipped")
    assert len(run(unpacked, "taxonomy", "list")["factors"]) == 46


def test_it_holds_what_the_program_reads_and_no_tests(unpacked: Path):
    names = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*")}
    assert {"fieldnotes/py.typed", "fieldnotes/_shipped/exports/export.schema.json"} <= names
    for data in (ROOT / "fieldnotes").rglob("*"):
        if data.is_file() and "__pycache__" not in data.parts:
            assert str(data.relative_to(ROOT)) in names
    assert not any(name.startswith("tests") for name in names)
