"""Rules of the house that no linter knows."""

import ast
import re
import subprocess
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
ROOMS = {
    "base", "text", "codebook", "disclosure", "sealing", "carriers", "hardening", "identity", "vault", "casebook", "analysis",
    "pictures", "formats", "release", "coordination", "assurance", "demo", "cli", "tui",
}  # fmt: skip

MODULES = sorted((ROOT / "fieldnotes").rglob("*.py"))


def test_every_room_of_the_design_is_there_and_no_other():
    found = {
        path.name
        for path in (ROOT / "fieldnotes").iterdir()
        if path.is_dir() and not path.name.startswith("_")
    }
    assert found == ROOMS
    for room in ROOMS:
        assert ast.get_docstring(ast.parse((ROOT / "fieldnotes" / room / "__init__.py").read_text())), room


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_small(module: Path):
    source = module.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST_MODULE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_silenced_lint_gives_its_reason(module: Path):
    for line in module.read_text(encoding="utf-8").splitlines():
        silenced = re.search(r"# (noqa|type: ignore)(?P<rest>.*)$", line)
        if silenced:
            assert re.search(r"[A-Z0-9\]] - \w+|\] +# \w+", silenced["rest"]), line.strip()


def test_every_ruff_ignore_has_a_reason():
    in_ignores = False
    for line in (ROOT / "pyproject.toml").read_text().splitlines():
        if re.match(r'(ignore|"tests/\*\*") = \[', line):
            in_ignores = True
        elif line.startswith("]"):
            in_ignores = False
        elif in_ignores:
            assert re.search(r"#\s+\S+ \S+", line), line


def test_the_lock_pins_every_dependency_with_hashes_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text()
    pinned = {
        match.lower().replace("_", "-") for match in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)
    }
    declared = {
        re.match(r"[A-Za-z0-9_.-]+", requirement)[0].lower() for requirement in requires("fieldnotes") or []
    }
    assert declared <= pinned
    assert "://" not in lock
    assert not re.search(r"^(--index-url|--extra-index-url|--find-links|-i )", lock, re.MULTILINE)
    blocks = re.split(r"\n(?=\S)", lock.strip())
    for block in blocks:
        if "==" in block.split("\n")[0]:
            assert "--hash=sha256:" in block, block.split("\n")[0]


def test_every_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    listed = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    for requirement in listed:
        assert re.search(rf'"{re.escape(requirement)}",\s+# \S+', text), requirement


def test_no_tracked_file_names_a_machine_or_a_registry():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.split(b"\0")
    # Written in pieces so that this file does not find itself.
    halves = (
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("py", "pi.org"),
        ("pythonhos", "ted"),
        ("registry.npm", "js"),
        ("deb.deb", "ian"),
    )
    forbidden = re.compile("|".join(re.escape(first + second) for first, second in halves))
    offenders = []
    for name in filter(None, tracked):
        path = ROOT / name.decode()
        if (
            path.is_file()
            and path.suffix != ".lock"
            and forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
        ):
            offenders.append(name.decode())
    assert offenders == []
