"""The command line as a process, without what starting Python costs: everything is loaded once, and forked for each run.

A run is a process of its own: its arguments, environment, working folder and descriptors are its own, it hardens itself, and
it ends with the exit code that the shell would see. Only the loading of modules is shared, which is most of what a run takes.
Where ``Program.cold`` in conftest.py is set, Python is started anew instead.
"""

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOADED = (
    "fieldnotes.__main__",
    "fieldnotes.cli.running",
    "fieldnotes.casebook.book",
    "fieldnotes.codebook.loading",
    "fieldnotes.vault.opening",
    "fieldnotes.vault.creating",
    "fieldnotes.release.desk",
    "fieldnotes.coordination.desk",
)
"""None of these opens a vault or starts a thread when it is loaded."""

_ABOVE = 200
"""Descriptors are moved up here first, out of the way of the numbers they are to have."""


@dataclass(frozen=True)
class Ran:
    """How a run ended: exit code (negative: the signal), standard output and error."""

    code: int
    out: bytes
    err: bytes


class ProgramServer:
    """Runs the command line; one for each process that tests."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, str(Path(__file__).resolve()), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
            )
        self._requests = ours

    def close(self) -> None:
        """End it."""
        self._requests.close()
        self._server.wait(30)

    def run(
        self,
        words: Sequence[str],
        *,
        stdin: bytes,
        keep: Sequence[int],
        cwd: Path,
        environment: Mapping[str, str],
        seconds: float,
    ) -> Ran:
        """Run one command.

        Args:
            words: after the program's name.
            stdin: on standard input.
            keep: descriptors the command has under the same numbers.
            cwd: its working folder.
            environment: all of it.
            seconds: after which it is killed.

        Raises:
            subprocess.TimeoutExpired: if it was.
        """
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            given.write(stdin)
            given.seek(0)
            request = json.dumps(
                {"words": list(words), "cwd": str(cwd), "environment": dict(environment), "keep": list(keep)}
            ).encode()
            told = len(request).to_bytes(8, "big")
            socket.send_fds(self._requests, [told], [given.fileno(), out.fileno(), err.fileno(), *keep])
            self._requests.sendall(request)
            child = int.from_bytes(_exactly(self._requests, 8), "big")
            if not select.select([self._requests], [], [], seconds)[0]:
                os.kill(child, signal.SIGKILL)
                _exactly(self._requests, 8)
                raise subprocess.TimeoutExpired(["fieldnotes", *words], seconds)
            status = int.from_bytes(_exactly(self._requests, 8), "big")
            out.seek(0)
            err.seek(0)
            return Ran(os.waitstatus_to_exitcode(status), out.read(), err.read())


def _exactly(connection: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        part = connection.recv(length - len(received))
        if not part:
            raise EOFError
        received += part
    return received


def _serve(listener: socket.socket) -> None:
    for name in LOADED:
        __import__(name)
    while True:
        told, descriptors, _, _ = socket.recv_fds(listener, 8, 100)
        if not told:
            return
        told += _exactly(listener, 8 - len(told)) if len(told) < 8 else b""
        request = json.loads(_exactly(listener, int.from_bytes(told, "big")))
        child = os.fork()
        if child == 0:
            listener.close()
            os._exit(_in_child(request, descriptors))
        for descriptor in descriptors:
            os.close(descriptor)
        listener.sendall(child.to_bytes(8, "big"))
        listener.sendall(os.waitpid(child, 0)[1].to_bytes(8, "big"))


def _in_child(request: dict[str, object], descriptors: list[int]) -> int:
    try:
        moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, _ABOVE) for descriptor in descriptors]
        for descriptor in descriptors:
            os.close(descriptor)
        for descriptor, number in zip(moved, [0, 1, 2, *request["keep"]], strict=True):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["cwd"])
        sys.argv = ["fieldnotes", *request["words"]]
        from fieldnotes.__main__ import main  # noqa: PLC0415 - loaded already

        code = main()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:  # noqa: BLE001 - as Python itself ends; the tests look for it
        traceback.print_exc()
        code = 1
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    return code


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        _serve(connection)
