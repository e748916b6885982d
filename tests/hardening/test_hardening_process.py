import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc are Linux's")


def run(script, *arguments, **options):
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **options,
    )
    assert done.stderr == ""
    return done


def allow_core_files():
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


@LINUX
def test_a_hardened_process_is_not_dumpable_and_writes_no_core_file():
    script = """
import resource
from pathlib import Path
from fieldnotes.hardening.process import harden_process
from fieldnotes.hardening.posture import posture
print(posture().dumpable)
harden_process()
print(posture().dumpable, resource.getrlimit(resource.RLIMIT_CORE), Path("/proc/self/mem").stat().st_uid)
"""
    lines = run(script, preexec_fn=allow_core_files).stdout.splitlines()
    # The kernel gives /proc/<pid> of a process that is not dumpable to root (proc_pid(5)).
    assert lines == ["True", "False (0, 0) 0"]


@LINUX
@pytest.mark.root
def test_another_process_of_the_same_user_cannot_read_the_memory():
    if os.geteuid() != 0:
        pytest.skip("not root, so no process can be started as an ordinary user")
    script = """
import ctypes, os, sys
os.setgroups([]); os.setgid(65534); os.setuid(65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # changing the user cleared the flag; as an ordinary start it would be set
if sys.argv[1] == "hardened":
    from fieldnotes.hardening.process import harden_process
    harden_process()
read, write = os.pipe()
child = os.fork()
if child == 0:
    try:
        with open(f"/proc/{os.getppid()}/mem", "rb"):
            os.write(write, b"readable")
    except OSError as error:
        os.write(write, type(error).__name__.encode())
    os._exit(0)
os.waitpid(child, 0)
print(os.read(read, 100).decode())
"""
    # As nobody the checkout may not be readable: what is needed is imported before the user changes.
    script = "import resource\nfrom fieldnotes.hardening import process\n" + script
    restricted = Path("/proc/sys/kernel/yama/ptrace_scope")
    if not restricted.exists() or restricted.read_text().strip() == "0":
        assert run(script, "plain").stdout == "readable\n"
    assert run(script, "hardened").stdout == "PermissionError\n"


@LINUX
def test_the_protection_has_to_be_set_again_after_exec():
    script = """
import os, sys
from fieldnotes.hardening.posture import posture
from fieldnotes.hardening.process import harden_process
if len(sys.argv) == 1:
    harden_process()
    os.execv(sys.executable, [sys.executable, "-c", sys.orig_argv[2], "again"])
print(posture().dumpable)
harden_process()
print(posture().dumpable)
"""
    assert run(script).stdout.split() == ["True", "False"]


def test_a_process_is_replaced_under_the_same_number_with_nothing_left_behind():
    script = """
import os, sys
from fieldnotes.hardening.process import replace_process
secret = open(sys.argv[1])
print(os.getpid(), end=" ")
replace_process([sys.executable, "-c", "import os; print(os.getpid(), sorted(os.listdir('/proc/self/fd'))[3:])"])
"""
    shown = run(script, __file__).stdout.split(maxsplit=2)
    assert shown[0] == shown[1]
    assert len(eval(shown[2])) <= 1  # noqa: S307 - our own list: at most the folder being listed


@pytest.mark.parametrize("program", ["/nowhere/at/all", "nul\\0byte"])
def test_a_lock_that_cannot_take_place_ends_the_process(program):
    script = f"""
from fieldnotes.hardening.process import replace_process
try:
    replace_process(["{program}"])
except BaseException:
    print("went on unlocked")
print("went on unlocked")
"""
    done = run(script)
    assert (done.returncode, done.stdout) == (3, "")


@LINUX
def test_a_hardened_process_that_crashes_leaves_no_core_file(tmp_path):
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    if "/" in pattern or pattern.startswith("|"):
        pytest.skip("core files go elsewhere on this machine (kernel.core_pattern)")
    script = """
import os, sys
if sys.argv[1] == "hardened":
    from fieldnotes.hardening.process import harden_process
    harden_process()
os.abort()
"""
    root = Path(__file__).resolve().parents[2]
    for kind in ("hardened", "plain"):
        done = subprocess.run(
            [sys.executable, "-c", script, kind], cwd=tmp_path, check=False, capture_output=True,
            env=os.environ | {"PYTHONPATH": str(root)}, preexec_fn=allow_core_files,
        )  # fmt: skip
        assert done.returncode == -signal.SIGABRT
        if kind == "hardened":
            assert list(tmp_path.iterdir()) == []
    if not list(tmp_path.iterdir()):
        pytest.skip("this machine writes no core files even for a plain process: the control says nothing")


@LINUX
def test_memory_is_not_locked_under_a_limit_that_a_later_allocation_would_hit():
    script = """
import resource
resource.setrlimit(resource.RLIMIT_MEMLOCK, (2**23, 2**23))
from fieldnotes.hardening.posture import posture
from fieldnotes.hardening.process import harden_process
harden_process()
held = bytearray(64 * 2**20)
print(posture().memlock_limit, posture().memory_locked)
"""
    assert run(script).stdout.split() == [str(2**23), "0"]


@LINUX
def test_locked_memory_is_told_by_the_kernel():
    script = """
from fieldnotes.hardening import kernel
from fieldnotes.hardening.posture import posture
agreed = kernel.lock_all_memory()
held = bytearray(b"x" * 64 * 2**20)
print(agreed, posture().memory_locked >= 64 * 2**20)
"""
    shown = run(script).stdout.split()
    assert shown in (["True", "True"], ["False", "False"])  # the answer and the fact never differ
    if shown == ["False", "False"]:
        pytest.skip("this user may not lock memory, so only the refusal was seen")
