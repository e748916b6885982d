"""The campaign: every operation, its scene, the points of its undisturbed run, and what must hold after each."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from faultchecks import edited
from faultcoding import adopted, dismissed, make_scene_with_copy, received
from faultcopychecks import backed_up, restored
from faultkeychecks import changed, mended_back, mended_onward
from faultmigrationchecks import migrated
from faultrig import CHANGING, UNEXPECTED, Ended, Point, Rig
from faultscenes import (
    link_key_files,
    make_scene,
    make_scene_cut_off_early,
    make_scene_cut_off_late,
    make_scene_of_earlier_version,
    make_scene_to_wipe,
    make_scene_with_backup,
)
from faultwipechecks import wiped


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        check: what must hold after a run, given the run's scene, what it had acknowledged, and the scene before it.
        finished: what an undisturbed run acknowledges last.
        prepare: makes its scene; done once.
        arrange: what each run's copy of the scene needs besides.
        often: whether its faults are tried on every `make test`; kills always are.
    """

    check: Callable[[Path, tuple[str, ...], Path], object]
    finished: str
    prepare: Callable[[Path], object] = make_scene
    arrange: Callable[[Path], object] = lambda _: None
    often: bool = True


OPERATIONS: Mapping[str, Operation] = {
    "editing": Operation(edited, "closed"),
    "passphrase": Operation(changed, "closed", make_scene_with_backup),
    # Opening what a passphrase change left behind: killed once more while it is put right.
    "mending back": Operation(mended_back, "closed", make_scene_cut_off_early, often=False),
    "mending on": Operation(mended_onward, "closed", make_scene_cut_off_late, often=False),
    "backup": Operation(backed_up, "closed", make_scene_with_backup),
    "restore": Operation(restored, "closed", make_scene_with_backup),
    "migration": Operation(migrated, "closed", make_scene_of_earlier_version),
    "wipe": Operation(wiped, "erased", make_scene_to_wipe, link_key_files),
    "adoption": Operation(adopted, "closed", often=False),
    "receiving": Operation(received, "closed", make_scene_with_copy, often=False),
    "dismissal": Operation(dismissed, "closed", often=False),
}


OFTEN = [name for name, operation in OPERATIONS.items() if operation.often]


class Campaign:
    """Scenes and points, made when first asked for."""

    def __init__(self, rig: Rig, folder: Path) -> None:
        self._rig = rig
        self._folder = folder
        self._scene = folder / "run" / "scene"
        self._scene.parent.mkdir()
        self._points: dict[tuple[str, Sequence[str]], list[Point]] = {}

    def points(self, operation: str, kinds: Sequence[str] = CHANGING) -> list[Point]:
        """Every call of these kinds that the undisturbed run makes; that run is checked too."""
        if (operation, kinds) not in self._points:
            with self.scene(operation) as scene:
                ended, points = self._rig.points(operation, scene, kinds)
                assert (ended.code, ended.told) == (0, ""), ended
                assert ended.acknowledged[-1] == OPERATIONS[operation].finished
                self._check(operation, scene, ended)
            self._points[operation, kinds] = points
        return self._points[operation, kinds]

    def kill(self, operation: str, point: Point) -> Ended:
        """Kill a run at a point and check what is left; fails if the run never came to the point."""
        with self.scene(operation) as scene:
            ended = self._rig.killed_at(point, operation, scene)
            assert ended.killed, f"the point was never reached: {ended}"
            self._check(operation, scene, ended)
        return ended

    def fail(self, operation: str, fault: str) -> Ended:
        """Run an operation with a fault in strace's words and check what is left; a failure has to be a sentence."""
        with self.scene(operation) as scene:
            return self._told(operation, scene, self._rig.faulty(fault, operation, scene))

    def write_short(self, operation: str, number: int, *, then_full: bool) -> Ended:
        """Run an operation whose n-th write to a file stores half, and check what is left."""
        settings = {"FAULT_SHORT": str(number), "FAULT_THEN": "full" if then_full else ""}
        with self.scene(operation) as scene:
            return self._told(operation, scene, self._rig.run(operation, scene, settings=settings))

    def cut(self, operation: str, cut: Callable[[Path], Ended]) -> Ended:
        """Run an operation on a disk that somebody else cuts off in the middle, and check what is left."""
        with self.scene(operation) as scene:
            ended = cut(scene)
            self._check(operation, scene, ended)
        return ended

    def _told(self, operation: str, scene: Path, ended: Ended) -> Ended:
        assert ended.code in {0, 1, 2, 3, 4}, ended
        assert bool(ended.told.strip()) == (ended.code != 0), ended
        self._check(operation, scene, ended)
        return ended

    def _check(self, operation: str, scene: Path, ended: Ended) -> None:
        # In a process of its own, forked from one that has everything loaded, and without strace.
        settings = {
            "FAULT_OPERATION": operation,
            "FAULT_ACKNOWLEDGED": "".join(f"{line}\n" for line in ended.acknowledged),
            "FAULT_BEFORE": str(self._before(operation)),
        }
        checked = self._rig.run("check", scene, settings=settings)
        assert checked.code != UNEXPECTED, f"{ended}\n{checked.told}"
        assert (checked.code, checked.told) == (0, ""), f"{ended}\n{checked}"

    @contextmanager
    def scene(self, operation: str) -> Iterator[Path]:
        """A copy of an operation's scene, removed afterwards.

        It always lies in the same place, since a vault remembers where its backups are.
        """
        before = self._before(operation)
        shutil.copytree(before, self._scene)
        OPERATIONS[operation].arrange(self._scene)
        try:
            yield self._scene
        finally:
            shutil.rmtree(self._scene.parent)
            self._scene.parent.mkdir()

    def _before(self, operation: str) -> Path:
        before = self._folder / f"before-{operation}"
        if not before.exists():
            OPERATIONS[operation].prepare(self._scene)
            self._scene.rename(before)
            assert self._rig.run("remember", before).code == 0
        return before


def share(points: Sequence[Point], chunk: int, chunks: int, every: int = 1) -> Sequence[Point]:
    """The points of one chunk; all chunks together are all points, or every second, third … of them."""
    return points[::every][chunk::chunks]


def some(points: Sequence[Point], number: int) -> Sequence[Point]:
    """A few points: half of them of the rarest kinds, the others spread over the whole run."""
    frequency = Counter(point.kind for point in points)
    kinds = sorted({point.kind: point for point in points}.values(), key=lambda point: frequency[point.kind])
    chosen = kinds[: number // 2]
    rest = [point for point in points if point not in chosen]
    wanted = min(number - len(chosen), len(rest))
    chosen += [rest[(2 * place + 1) * len(rest) // (2 * wanted)] for place in range(wanted)]
    return sorted(chosen)
