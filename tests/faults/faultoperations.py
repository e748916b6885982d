"""The operations that are killed and failed, each on a prepared scene, in a process of its own.

``python faultoperations.py OPERATION SCENE`` runs one. ``python faultoperations.py --serve DESCRIPTOR`` loads
everything once and then forks a process for each request, which waits until strace has hold of it: hundreds of runs
cost what the operations cost, and not what loading Python costs.

An operation says on standard output what is durable by then, one line each, one call of the system a line. A failure
that a user would meet is a line on standard error and its exit code, as on the command line.
"""

import ctypes
import os
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from faultcampaign import OPERATIONS as CAMPAIGN
from faultcoding import adopt_next, dismiss, receive_copy
from faultopeners import OPENERS, remember
from faultrig import UNEXPECTED
from faultsteps import NEXT_PASSPHRASE, PASSPHRASE, STEPS, unlocked, words_of

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault import backups, restoring, wiping
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.opening import open_files
from fieldnotes.vault.passphrases import Passphrase

_ANY_TRACER = (0x59616D61, ctypes.c_ulong(-1))  # prctl(2): PR_SET_PTRACER, PR_SET_PTRACER_ANY; for Yama
_TAXONOMY = load_taxonomy()


def acknowledge(what: str) -> None:
    """Say that something is durable."""
    os.write(1, f"{what}\n".encode())


def edit(scene: Path) -> None:
    """A stretch of work, step by step."""
    with unlocked(scene) as vault:
        book = Casebook.open(vault, _TAXONOMY)
        for step in STEPS:
            step.do(book)
            acknowledge(step.name)
    acknowledge("closed")


def change(scene: Path) -> None:
    """Change the passphrase, and replace the backup that opens with the one from before."""
    with unlocked(scene) as vault:
        vault.change_passphrase(Passphrase(NEXT_PASSPHRASE))
        acknowledge("changed")
        report = backups.replace_all(vault)
        acknowledge("not replaced" if report.failures or report.out_of_reach else "replaced")
    acknowledge("closed")


def mend(scene: Path) -> None:
    """Open a vault whose passphrase change was cut off."""
    with unlocked(scene):
        acknowledge("opened")
    acknowledge("closed")


def back_up(scene: Path) -> None:
    """Make a backup, go on working, and make another, for which the oldest has to go."""
    with unlocked(scene) as vault:
        book = Casebook.open(vault, _TAXONOMY)
        acknowledge(backups.back_up(vault, scene / "stick", keep=2).name)
        STEPS[0].do(book)
        acknowledge(STEPS[0].name)
        acknowledge(backups.back_up(vault, scene / "stick", keep=2).name)
    acknowledge("closed")


def restore(scene: Path) -> None:
    """Make a backup into a vault in another folder."""
    restored = restoring.restore(
        scene / "stick" / "vault-0001.key", scene / "restored", words=words_of(scene)
    )
    acknowledge("restored")
    restored.close()
    acknowledge("closed")


def migrate(scene: Path) -> None:
    """Open a vault that an earlier version wrote."""
    with open_files(VaultFiles(scene / "vault"), OPENERS[PASSPHRASE]) as vault:
        acknowledge("opened")
        Casebook.open(vault, _TAXONOMY)
        acknowledge("migrated")
    acknowledge("closed")


def wipe(scene: Path) -> None:
    """Destroy the vault with its backups and its identity vault."""
    verdict = wiping.wipe(scene / "vault", trim_disk=False)
    acknowledge("erased" if verdict.erased_logically else "not erased")


def probe(scene: Path) -> None:
    """Write three pieces one after the other, to see what the rig does."""
    descriptor = os.open(scene / "probe", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    place = 0
    for piece in os.environ.get("PROBE", "A,B,C").encode().split(b","):
        place += os.pwrite(descriptor, piece, place)
    os.fsync(descriptor)
    os.close(descriptor)
    acknowledge("written")


def check(scene: Path) -> None:
    """See whether all that must hold does hold after a run of an operation; what the run was stands in the environment."""
    acknowledged = tuple(os.environ["FAULT_ACKNOWLEDGED"].split("\n")[:-1])
    checked = CAMPAIGN[os.environ["FAULT_OPERATION"]]
    checked.check(scene, acknowledged, Path(os.environ["FAULT_BEFORE"]))


RUNS: Mapping[str, Callable[[Path], None]] = {
    "probe": probe,
    "remember": lambda _: None,  # done by the process that forks
    "check": check,
    "editing": edit,
    "passphrase": change,
    "mending back": mend,
    "mending on": mend,
    "backup": back_up,
    "restore": restore,
    "migration": migrate,
    "wipe": wipe,
    "adoption": lambda scene: adopt_next(scene, acknowledge),
    "receiving": lambda scene: receive_copy(scene, acknowledge),
    "dismissal": lambda scene: dismiss(scene, acknowledge),
}


def carry_out(operation: str, scene: Path) -> int:
    """Run one operation; the exit code."""
    try:
        RUNS[operation](scene)
    except FieldnotesError as error:
        os.write(2, f"{error}\n".encode())
        return error.exit_code
    return 0


def serve(listener: socket.socket) -> None:
    """Answer requests ``OPERATION\\0SCENE\\0NAME=VALUE…``, which bring descriptors for standard input, output, error.

    The process forked for a request begins when a byte, or the end, comes on its standard input. The answers are its
    process id, and later its wait status. What ``remember`` asks for is done here, for all that are forked later.
    """
    while True:
        request, descriptors, _, _ = socket.recv_fds(listener, 65536, 3)
        if not request:
            return
        words = request.decode().split("\0")
        if words[0] == "remember":
            remember(Path(words[1]))
        child = os.fork()
        if child == 0:
            os._exit(_in_child(words, descriptors))
        for descriptor in descriptors:
            os.close(descriptor)
        listener.sendall(child.to_bytes(8, "big"))
        listener.sendall(os.waitpid(child, 0)[1].to_bytes(8, "big"))


def _in_child(request: list[str], descriptors: list[int]) -> int:
    operation = request[0]
    try:
        for place, descriptor in enumerate(descriptors):
            os.dup2(descriptor, place)
            os.close(descriptor)
        scene, *settings = request[1:]
        os.environ.update(setting.split("=", 1) for setting in settings)
        ctypes.CDLL(None).prctl(*_ANY_TRACER)
        os.read(0, 1)
        return carry_out(operation, Path(scene))
    except BaseException as error:  # noqa: BLE001 - forked: nothing may run on into the server; the rig fails on it
        found = traceback.TracebackException.from_exception(error, capture_locals=operation == "check")
        lines = "".join(found.format()).splitlines()
        os.write(2, "\n".join(line[:300] for line in lines).encode())
        return UNEXPECTED


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        serve(socket.socket(fileno=int(sys.argv[2])))
    else:
        sys.exit(carry_out(sys.argv[1], Path(sys.argv[2])))
