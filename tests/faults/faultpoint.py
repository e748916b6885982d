"""One point of the campaign again: ``python tests/faults/faultpoint.py OPERATION FAULT KIND NUMBER``.

FAULT is ``kill``, a fault in strace's words (``error=EIO``, ``error=ENOSPC+``; a plus sign means from then on), ``short``
or ``short+`` (the disk is full after it). Without KIND and NUMBER the points of the operation are listed.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from faultcampaign import Campaign
from faultrig import Rig, compiled_shim


def main(operation: str, fault: str = "kill", kind: str = "", number: str = "0") -> str:
    """Run it; what came of it."""
    with TemporaryDirectory() as folder, Rig(compiled_shim(Path(folder))) as rig:
        campaign = Campaign(rig, Path(folder))
        points = campaign.points(operation)
        wanted = [point for point in points if (point.kind, point.number) == (kind, int(number))]
        if not wanted:
            return "\n".join(map(str, points))
        onward = "+" if fault.endswith("+") else ""
        if fault == "kill":
            return str(campaign.kill(operation, wanted[0]))
        if fault.startswith("short"):
            return str(campaign.write_short(operation, int(number), then_full=bool(onward)))
        return str(campaign.fail(operation, f"{kind}:{fault.rstrip('+')}:when={number}{onward}"))


if __name__ == "__main__":
    sys.stdout.write(main(*sys.argv[1:]) + "\n")
