import shutil
from pathlib import Path

import pytest

from fieldnotes.base.shipped import shipped


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the shipped taxonomy, to break."""
    copy = tmp_path / "taxonomy"
    shutil.copytree(shipped("taxonomy"), copy)
    return copy


@pytest.fixture
def change(folder):
    """Replace the first occurrence of some text in a file of the copy; the text must be there."""

    def replace(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), "utf-8")

    return replace
