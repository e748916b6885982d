"""Runs an operation under strace: counts its calls, then kills it or fails it at one of them.

A call is killed on entry: what came before it has been carried out and it itself has not (``test_faults_rig.py`` shows
it). Since every call that changes the disk is a point, each state between two of them is met.
"""

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import Self

CHANGING = (
    *("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "fallocate", "unlink", "unlinkat", "rmdir"),
    *("rename", "renameat", "renameat2", "mkdir", "link", "linkat", "copy_file_range", "sendfile", "fchmod"),
)
"""Calls that change what is on the disk; ``write`` is also how an operation says that something is durable."""

_CALL = re.compile(r"^(?P<kind>\w+)\((?P<rest>.*)$", re.MULTILINE)
_PATIENCE = 120.0
THE_CUT = "(the power went)"
"""Stands among what was acknowledged: whatever comes after it may be lost all the same."""

UNEXPECTED = 99
"""The exit code of a run that ended in a traceback."""


@dataclass(frozen=True, order=True)
class Point:
    """The n-th call of a kind; ``place`` among all calls of the undisturbed run."""

    place: int
    kind: str
    number: int
    call: str = field(compare=False)

    @property
    def acknowledges(self) -> bool:
        """Whether this is not the disk but the operation saying that something is durable."""
        return self.kind == "write" and self.call.startswith("1<")

    def __str__(self) -> str:
        return f"{self.kind} {self.number} ({self.call})"


def points_by_kind(points: Iterable[Point]) -> dict[str, int]:
    """How many points there are of each kind."""
    return dict(Counter(point.kind for point in points))


@dataclass(frozen=True)
class Ended:
    """How a run ended: what it had acknowledged, its exit code (negative: the signal), and what it told."""

    acknowledged: tuple[str, ...]
    code: int
    told: str

    @property
    def killed(self) -> bool:
        return self.code == -9


def missing() -> str | None:
    """Why no faults can be injected on this machine, or ``None``."""
    if shutil.which("strace") is None:
        return "strace is not installed, so no faults can be injected"
    done = subprocess.run(["strace", "-qq", "true"], capture_output=True, text=True, check=False)
    return f"strace may not trace here: {done.stderr.strip()}" if done.returncode else None


def compiled_shim(folder: Path) -> Path | None:
    """``faultshim.c`` as a library to be loaded into the runs; ``None`` where there is no compiler."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        return None
    shim = folder / "faultshim.so"
    source = Path(__file__).with_name("faultshim.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", shim, source], check=True)
    return shim


class Rig:
    """A process that has everything loaded and forks one process for each run."""

    def __init__(self, shim: Path | None = None) -> None:
        self.can_write_short = shim is not None
        ours, theirs = socket.socketpair()
        program = Path(__file__).with_name("faultoperations.py")
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        if shim is not None:
            environment["LD_PRELOAD"] = str(shim)
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-B", program, "--serve", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=environment,
            )
        self._requests = ours
        ours.settimeout(_PATIENCE)

    def close(self) -> None:
        self._requests.close()
        self._server.wait(_PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def points(
        self, operation: str, scene: Path, kinds: Sequence[str] = CHANGING
    ) -> tuple[Ended, list[Point]]:
        """Run an operation undisturbed and give every call of these kinds that it makes, in order."""
        report = scene.parent / f"{scene.name}.trace"
        # -ff gives a file a thread: points are counted for one thread only.
        ended = self.run(operation, scene, ["-ff", "-y", "-o", str(report), "-e", f"trace={','.join(kinds)}"])
        traces = [
            text for path in report.parent.glob(f"{report.name}.*") if _CALL.search(text := path.read_text())
        ]
        assert len(traces) == 1, "this operation writes from several threads"
        numbers: Counter[str] = Counter()
        points = []
        for place, match in enumerate(_CALL.finditer(traces[0])):
            numbers[match["kind"]] += 1
            call = match["rest"].replace(str(scene), "")[:60]
            points.append(Point(place, match["kind"], numbers[match["kind"]], call))
        return ended, points

    def killed_at(self, point: Point, operation: str, scene: Path) -> Ended:
        """Run an operation and kill it as it enters that call."""
        return self.faulty(f"{point.kind}:signal=SIGKILL:when={point.number}", operation, scene)

    def faulty(self, fault: str, operation: str, scene: Path) -> Ended:
        """Run an operation with a fault in strace's words, such as ``pwrite64:error=ENOSPC:when=3+``."""
        kind = fault.split(":", 1)[0]
        options = ["-f", "-o", os.devnull, "-e", f"trace={kind}", "-e", f"inject={fault}"]
        return self.run(operation, scene, options)

    def stopped_at(self, point: Point, operation: str, scene: Path, then: Callable[[], None]) -> Ended:
        """Run an operation, stop it when that call has been carried out, do something, and kill it."""
        fault = f"inject={point.kind}:signal=SIGSTOP:when={point.number}"

        def once_stopped(child: int) -> None:
            _wait_until_stopped(child, Path(report.name))
            then()
            os.kill(child, signal.SIGKILL)

        with NamedTemporaryFile() as report:
            options = ["-f", "-o", report.name, "-e", f"trace={point.kind}", "-e", fault]
            return self.run(operation, scene, options, meanwhile=once_stopped)

    def run(
        self,
        operation: str,
        scene: Path,
        tracing: Sequence[str] = (),
        settings: Mapping[str, str] | None = None,
        *,
        meanwhile: Callable[[int], None] = lambda _: None,
        then: Callable[[], None] | None = None,
    ) -> Ended:
        """Run an operation to its end.

        Args:
            operation: its name.
            scene: its folder.
            tracing: options of strace; not traced without any.
            settings: what it has in its environment besides.
            meanwhile: called with its process id when it has begun.
            then: called after that, in the middle of whatever goes on. What was acknowledged before it and what after are
                told apart by the line ``THE_CUT`` between them.
        """
        # What it tells goes to a file: it may be longer than a pipe holds, while the other pipe is being read.
        with _pipe() as (go_reader, go), _pipe() as (out, out_writer), TemporaryFile() as told:
            parts = [operation, str(scene), *(f"{name}={value}" for name, value in (settings or {}).items())]
            socket.send_fds(
                self._requests, ["\0".join(parts).encode()], [go_reader.fd, out_writer.fd, told.fileno()]
            )
            child = int.from_bytes(_exactly(self._requests, 8), "big")
            go_reader.close()
            out_writer.close()
            tracer = _attach(child, tracing) if tracing else None
            go.close()
            early = b""
            try:
                meanwhile(child)
                if then is not None:
                    early = _all_so_far(out.fd) + f"{THE_CUT}\n".encode()
                    then()
            except BaseException:
                os.kill(child, signal.SIGKILL)
                raise
            acknowledged = early + _all_of(out.fd)
            status = int.from_bytes(_exactly(self._requests, 8), "big")
            if tracer is not None:
                tracer.communicate(timeout=_PATIENCE)
            told.seek(0)
            said = told.read()
        # A line counts as said when it is whole.
        return Ended(
            tuple(acknowledged.decode().split("\n")[:-1]), os.waitstatus_to_exitcode(status), said.decode()
        )


class _End:
    def __init__(self, descriptor: int) -> None:
        self.fd = descriptor

    def close(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


@contextmanager
def _pipe() -> Iterator[tuple[_End, _End]]:
    ends = tuple(map(_End, os.pipe()))
    try:
        yield ends[0], ends[1]
    finally:
        for end in ends:
            end.close()


def _exactly(connection: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        part = connection.recv(length - len(received))
        assert part, "the process that runs the operations has died"
        received += part
    return received


def _all_so_far(descriptor: int) -> bytes:
    """The whole lines that a pipe holds by now: each is one write, so no line is cut in two."""
    waiting, _, _ = select.select([descriptor], [], [], 0)
    return os.read(descriptor, 65536) if waiting else b""


def _all_of(descriptor: int) -> bytes:
    return b"".join(iter(lambda: os.read(descriptor, 65536), b""))


def _wait_until_stopped(child: int, report: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while "--- stopped by SIGSTOP ---" not in report.read_text():
        state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
        assert state != "Z", "the point was never reached"
        assert time.monotonic() < deadline, "the point was not reached in time"
        time.sleep(0.002)


def _attach(child: int, options: Sequence[str]) -> "subprocess.Popen[bytes]":
    # strace says "Process N attached" once it has asked for the stop; from then on no call escapes it.
    tracer = subprocess.Popen(["strace", *options, "-p", str(child)], stderr=subprocess.PIPE)
    said = b""
    while b" attached" not in said:
        part = os.read(tracer.stderr.fileno(), 4096)
        assert part, f"strace could not take hold of the process: {said.decode()}"
        said += part
    return tracer
