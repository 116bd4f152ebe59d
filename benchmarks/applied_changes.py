"""Applied changes: generated trees are changed and put back by processes that are killed at random steps.

    .venv/bin/python -m benchmarks.applied_changes [--trees 1000] [--json FILE]

Files are changed, made and taken away, as a move takes one away. Each tree is changed in a process of its
own and put back in another; both are killed (SIGKILL) at a random step, most of them. Then the journal is
opened as the sidecar opens it. Every file must be as it was, byte for byte, and nothing else may be left.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

from jepa_learning.adapters.filesystem.change_journal import FileChangeJournal
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.ports.change_journal import Applied

MOST_STEPS = 14


def tree_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode) for path in files}


def grow(folder: Path, rng: random.Random) -> None:
    for number in range(rng.randint(1, 5)):
        path = folder / rng.choice(["", "sub", "sub/deep"]) / f"f{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(rng.randbytes(rng.randint(0, 2000)))
        path.chmod(rng.choice([0o600, 0o644, 0o755]))


def changes_of(journal: FileChangeJournal, folder: Path, rng: random.Random) -> list[FileChange]:
    there = [path for path in folder.rglob("*") if path.is_file()]
    paths = rng.sample(there, rng.randint(1, len(there))) + [
        folder / f"new{n}" / "f" for n in range(rng.randint(0, 2))
    ]
    gone = {path for path in paths if path in there and rng.random() < 0.3}
    return [
        FileChange(str(path), journal.read(str(path)), None if path in gone else f"changed {rng.random()}\n")
        for path in paths
    ]


def in_a_process(work: Callable[[Callable[[], None]], None], steps: int) -> bool:
    """Do it in a process that is killed after so many steps; say whether it was."""
    child = os.fork()
    if child == 0:
        left = iter(range(steps))
        work(lambda: None if next(left, None) is not None else os.kill(os.getpid(), signal.SIGKILL))
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def one_tree(folder: Path, rng: random.Random) -> tuple[int, bool]:
    """Return how many processes were killed, and whether all came back."""
    tree, place = folder / "tree", folder / "journal"
    tree.mkdir()
    grow(tree, rng)
    before = tree_of(tree)
    folders = {path for path in tree.rglob("*") if path.is_dir()}
    changes = changes_of(FileChangeJournal(place), tree, rng)
    applied = Applied("a1b2c3", "alias", "x", ("x",), 1.0, 0.0, (), 1.0, 10)
    killed = in_a_process(
        lambda crash: FileChangeJournal(place, crash=crash).apply(applied, changes),
        rng.randint(0, MOST_STEPS),
    )
    journal = FileChangeJournal(place)
    is_whole = True
    if not journal.entries():
        is_whole = tree_of(tree) == before
        journal.apply(applied, changes)
    is_whole &= all(journal.read(change.path) == change.after for change in changes)
    killed += in_a_process(
        lambda crash: FileChangeJournal(place, crash=crash).undo("a1b2c3") and None,
        rng.randint(0, MOST_STEPS),
    )
    journal = FileChangeJournal(place)
    if journal.entries()[-1].state == "applied":
        journal.undo("a1b2c3")
    left = {path for path in tree.rglob("*") if path.is_dir()}
    return killed, is_whole and tree_of(tree) == before and left == folders


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trees", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    rng, killed, whole = random.Random(0), 0, 0
    for _ in range(asked.trees):
        folder = Path(tempfile.mkdtemp(prefix="changes-"))
        try:
            died, came_back = one_tree(folder, rng)
        finally:
            shutil.rmtree(folder)
        killed, whole = killed + died, whole + came_back
    processes = 2 * asked.trees
    print(f"{whole} of {asked.trees} trees came back byte for byte; {killed} of {processes} were killed")
    if asked.json:
        asked.json.write_text(
            json.dumps({"trees": asked.trees, "whole": whole, "killed": killed}, indent=2) + "\n"
        )


if __name__ == "__main__":
    main()
