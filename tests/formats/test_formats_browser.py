"""The page in a real browser: its own policy must not keep its style sheet out."""

import shutil
import subprocess

import pytest
from sample_report import report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def screenshot(tmp_path_factory):
    image = pytest.importorskip("PIL.Image", reason="Pillow (which comes with matplotlib) is not installed")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    folder = tmp_path_factory.mktemp("browser")
    (folder / "index.html").write_text(report(), encoding="utf-8")
    command = [
        CHROMIUM,
        *QUIET,
        f"--user-data-dir={folder / 'profile'}",
        "--window-size=1000,1600",
        f"--screenshot={folder / 'page.png'}",
        (folder / "index.html").as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    with image.open(folder / "page.png") as picture:
        return picture.convert("RGB")


def test_the_style_sheet_applies(screenshot):
    assert screenshot.getpixel((5, 5)) == (0xFB, 0xFA, 0xF6)


def test_the_page_is_not_wider_than_the_window(screenshot):
    right = screenshot.crop((990, 0, 1000, 1600))
    assert right.getcolors() == [(10 * 1600, (0xFB, 0xFA, 0xF6))]
