"""Starting: the command line's help, against Python alone."""

import subprocess
import sys
from collections.abc import Iterator

from tests.bench.measuring import Figure, against


def figures() -> Iterator[Figure]:
    yield against(
        "fieldnotes --help, against python -c pass",
        lambda: subprocess.run(
            [sys.executable, "-m", "fieldnotes", "--help"], capture_output=True, check=True
        ),
        lambda: subprocess.run([sys.executable, "-c", "pass"], capture_output=True, check=True),
        rounds=9,
        wanted="",
    )
