"""What every test may use: the real program as a process, and the shared material beside the repository."""

import atexit
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from program_server import ProgramServer, Ran

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
_PATIENCE_SECONDS = 120.0
PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults

# Shared machines are slow at times: a deadline would test the machine and not the program.
settings.register_profile("fieldnotes", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fieldnotes")


@dataclass(frozen=True)
class Outcome:
    """How one run of the program ended."""

    code: int
    out: str
    err: str
    written: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Program:
    """The command line as a process, the way a script uses it."""

    def __init__(self, vault: Path) -> None:
        self.vault = vault
        self.cold = False
        """Whether every run starts Python anew, as in a shell (see program_server.py)."""

    def __call__(
        self,
        *words: str | Path,
        passphrase: str | None = PASSPHRASE,
        stdin: bytes = b"",
        collect: Sequence[str] = (),
        vault: Path | None = None,
        give: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run it; each option named in ``collect`` gets a descriptor whose contents come back in ``written``.

        Each option in ``give`` gets a descriptor that gives its line.
        """
        command = ["--vault", str(vault or self.vault)]
        readers: dict[str, int] = {}
        closing: list[int] = []
        if passphrase is not None:
            reader, writer = os.pipe()
            os.write(writer, passphrase.encode() + b"\n")
            os.close(writer)
            command += ["--passphrase-fd", str(reader)]
            closing.append(reader)
        command += [str(word) for word in words]
        for option, line in (give or {}).items():
            reader, writer = os.pipe()
            os.write(writer, line.encode() + b"\n")
            os.close(writer)
            command += [option, str(reader)]
            closing.append(reader)
        for option in collect:
            reader, writer = os.pipe()
            readers[option] = reader
            command += [option, str(writer)]
            closing.append(writer)
        done = _run_cold(command, stdin, closing) if self.cold else _run_forked(command, stdin, closing)
        for descriptor in closing:
            os.close(descriptor)
        written = {}
        for option, reader in readers.items():
            with os.fdopen(reader, "rb") as stream:
                written[option] = stream.read().decode()
        outcome = Outcome(done.code, done.out.decode(), done.err.decode(), written)
        assert "Traceback" not in outcome.err, outcome.err
        return outcome

    def create(self, role: str = "researcher", vault: Path | None = None) -> Outcome:
        made = self("vault", "create", "--role", role, "--kdf", "1", collect=["--recovery-fd"], vault=vault)
        assert made.code == 0, made.err
        return made


def _run_cold(words: Sequence[str], stdin: bytes, keep: Sequence[int]) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "fieldnotes", *words],
        input=stdin,
        capture_output=True,
        pass_fds=keep,
        cwd=ROOT,
        timeout=_PATIENCE_SECONDS,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@cache
def _server() -> ProgramServer:
    server = ProgramServer()
    atexit.register(server.close)
    return server


def _run_forked(words: Sequence[str], stdin: bytes, keep: Sequence[int]) -> Ran:
    return _server().run(
        words, stdin=stdin, keep=keep, cwd=ROOT, environment=os.environ, seconds=_PATIENCE_SECONDS
    )


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program, pointed at a folder where there is no vault yet."""
    return Program(tmp_path / "vault")


@pytest.fixture(scope="session")
def _fresh_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pattern = Program(tmp_path_factory.mktemp("fresh") / "vault")
    pattern.create()
    return pattern.vault


@pytest.fixture
def researcher(program: Program, _fresh_vault: Path) -> Program:
    """The program, pointed at a fresh researcher's vault: a copy of one that the program made."""
    shutil.copytree(_fresh_vault, program.vault)
    return program


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real material made by others; absent outside the project's own workplace."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder with material made by others (../shared/data) is not here")
    return SHARED_DATA


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """What the fault campaign (tests/faults) reached, operation by operation, from whichever worker it came."""
    reached: dict[tuple[str, str], Counter[str]] = {}
    totals: dict[tuple[str, str], int] = {}
    for report in (*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())):
        for name, value in report.user_properties:
            if name == "fault points":
                fault, operation, kinds, total = value
                reached.setdefault((operation, fault), Counter()).update(kinds)
                totals[operation, fault] = total
    if not reached:
        return
    lines = [
        f"{operation:12} {fault:22} {sum(kinds.values()):4} of {totals[operation, fault]:4}  "
        + ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
        for (operation, fault), kinds in sorted(reached.items())
    ]
    terminalreporter.section("fault points reached")
    terminalreporter.write_line("\n".join(lines))
    if config.pluginmanager.hasplugin("cacheprovider"):
        (config.cache.mkdir("faults") / "points.txt").write_text("\n".join(lines) + "\n")
