"""Missing companions: how many commits that lack a file of the next one are told so, and how precisely.

    .venv/bin/python -m benchmarks.companion DIR_OR_FILE... [--json FILE]

Replays the commits of git streams (`*.jsonl.gz`) in order; nothing of a commit is known before it is asked
about. What is counted:

- a commit is *asked about* if it has at most 30 files and its author commits three times more;
- it *lacks a companion* if the author's next commit changes a file that it did not, which was there and had
  changed together with one of its files before; *lacks a file* asks for the first two only;
- a *warning* names up to three files; it is *caught* if the commit lacks a file and one that was named is in
  the next commit;
- a warning is *right* if one that was named is in the author's next three commits (that is how whispers are
  judged), and *right at once* if it is in the very next one.

Beside it, with the same threshold: the share of common commits (ROSE: what changed most often with a file of
the commit), and frequency (what the author changes most often).
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import prod
from pathlib import Path

from benchmarks.context_switches import rows

from jepa_learning.bootstrap.omissions import omission_options
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.abstention import Threshold
from jepa_learning.domain.event import Event
from jepa_learning.domain.omissions.omissions import OmissionOptions, Omissions
from jepa_learning.domain.omissions.ties import LARGE, Ties
from jepa_learning.domain.waste.history import Commit, History

Named = tuple[str, ...]


@dataclass
class Asked:
    """One commit, what was named, and what the author did then."""

    commit: Commit
    named: Named
    chance: float
    is_said: bool
    tied: frozenset[str]
    known: frozenset[str] | set[str]
    behind: list[Commit] = field(default_factory=list)


@dataclass
class Tally:
    """Counts of one way to warn, over one stream or several."""

    asked: int = 0
    lack_companion: int = 0
    lack_file: int = 0
    said: int = 0
    right: int = 0
    right_at_once: int = 0
    caught_companion: int = 0
    caught_file: int = 0

    def add(self, one: Asked) -> None:
        files = set(one.commit.files)
        then = (set(one.behind[0].files) - files) & one.known
        soon = {path for commit in one.behind for path in commit.files} - files
        self.asked += 1
        self.lack_companion += bool(then & one.tied)
        self.lack_file += bool(then)
        if one.is_said:
            at_once = bool(then.intersection(one.named))
            self.said += 1
            self.right += bool(soon.intersection(one.named))
            self.right_at_once += at_once
            self.caught_file += at_once
            self.caught_companion += at_once and bool(then & one.tied)

    def plus(self, other: Tally) -> Tally:
        return Tally(**{name: count + getattr(other, name) for name, count in asdict(self).items()})

    def shares(self) -> dict[str, float]:
        return {
            "caught": self.caught_companion / max(1, self.lack_companion),
            "caught_of_any_file": self.caught_file / max(1, self.lack_file),
            "precision": self.right / max(1, self.said),
            "precision_at_once": self.right_at_once / max(1, self.said),
            "warned": self.said / max(1, self.asked),
        }


def read_commits(path: Path) -> Sequence[Commit]:
    """Return the commits of a stream."""
    events = [event for row in rows(path) for event in _events(row)]
    return History(events, gap_s=1.0).commits


def _events(row: dict[str, object]) -> Iterator[Event]:
    files = row["files"]
    assert isinstance(files, list)
    for file in files:
        facts = {"status": file["status"], "old_path": file.get("old_path")}
        when, author = float(str(row["t"])), str(row["author"])
        yield Event("file", file["path"], str(row["sha"]), when, str(row["subject"]), author, facts)


class Replay:
    """Asks a way to warn about each commit, and tallies what came."""

    def __init__(self, name: Callable[[Commit, Ties], tuple[Named, float]], options: OmissionOptions) -> None:
        self._name = name
        self._options = options
        self._threshold = Threshold(options.threshold)
        self._ties = Ties()
        self._open: dict[str | None, list[Asked]] = {}
        self._known: set[str] = set()
        self.tally = Tally()

    def observe_one(self, commit: Commit, said: tuple[Named, float, bool] | None = None) -> None:
        if len(commit.files) <= LARGE:
            self._answer(commit)
            named, chance = said[:2] if said else self._name(commit, self._ties)
            is_said = said[2] if said else bool(named) and chance >= self._threshold.least
            tied = frozenset(path for path, _, _ in self._ties.around(frozenset(commit.files)))
            asked = Asked(commit, named, chance, is_said, tied, self._known)
            self._open.setdefault(commit.author, []).append(asked)
        self._ties.learn_one(commit)

    def _answer(self, commit: Commit) -> None:
        waiting = self._open.get(commit.author, [])
        for one in waiting:
            one.behind.append(commit)
            if len(one.behind) == 1:
                one.known = {path for path in commit.files if path in self._known}
        for one in [one for one in waiting if len(one.behind) >= self._options.within]:
            waiting.remove(one)
            self.tally.add(one)
            soon = {path for behind in one.behind for path in behind.files} - set(one.commit.files)
            if one.named:
                self._threshold.learn_one(one.chance, right=bool(soon.intersection(one.named)))

    def know(self, commit: Commit) -> None:
        """Every file of a commit is there behind it, but for what it took away."""
        self._known.update(commit.files)
        self._known.difference_update(commit.gone)


def by_share(commit: Commit, ties: Ties, *, most: int) -> tuple[Named, float]:
    """Name what changed most often with a file of the commit."""
    shares: dict[str, float] = {}
    for path, file, _ in ties.around(frozenset(commit.files)):
        shares[path] = max(shares.get(path, 0.0), ties.share(path, file))
    named = tuple(sorted(shares, key=lambda path: -shares[path])[:most])
    return named, 1.0 - prod(1.0 - shares[path] for path in named)


class ByFrequency:
    """Names what the author changes most often."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: dict[str | None, Counter[str]] = {}
        self._commits: Counter[str | None] = Counter()

    def __call__(self, commit: Commit, ties: Ties) -> tuple[Named, float]:
        counts = self._counts.setdefault(commit.author, Counter())
        best = [one for one in counts.most_common(self._most + LARGE) if one[0] not in commit.files]
        shares = [count / (self._commits[commit.author] + 1.0) for _, count in best[: self._most]]
        counts.update(commit.files)
        self._commits[commit.author] += 1
        return tuple(path for path, _ in best[: self._most]), 1.0 - prod(1.0 - share for share in shares)


def replay(commits: Sequence[Commit], options: OmissionOptions) -> dict[str, Tally]:
    """Return what each way to warn did on a stream."""
    omissions = Omissions(options)
    ways = {
        "omissions": Replay(lambda commit, ties: ((), 0.0), options),
        "share of common commits": Replay(
            lambda commit, ties: by_share(commit, ties, most=options.named), options
        ),
        "frequency": Replay(ByFrequency(options.named), options),
    }
    for commit in commits:
        found, _ = omissions.observe_one(commit)
        for name, way in ways.items():
            if name == "omissions" and found is not None:
                named = tuple(one.path for one in found.files)
                way.observe_one(commit, (named, found.chance, found.is_sure))
            else:
                way.observe_one(commit)
            way.know(commit)
    return {name: way.tally for name, way in ways.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("streams", type=Path, nargs="+")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--named", type=int, help="files of a warning")
    parser.add_argument("--within", type=int, help="commits of the author within which one must come")
    asked = parser.parse_args()
    options = omission_options(load_settings().settings)
    options = replace(options, named=asked.named or options.named, within=asked.within or options.within)
    paths = [
        path for one in asked.streams for path in ([one] if one.is_file() else sorted(one.glob("*.jsonl.gz")))
    ]
    began = time.process_time()
    results = {path.name.split(".jsonl")[0]: replay(read_commits(path), options) for path in paths}
    for stream, tallies in results.items():
        for way, tally in tallies.items():
            print(f"{stream if way == 'omissions' else '':28} {line(way, tally)}")
    whole: dict[str, Tally] = {}
    for tallies in results.values():
        for way, tally in tallies.items():
            whole[way] = whole.get(way, Tally()).plus(tally)
    for way, tally in whole.items():
        print(f"{'all' if way == 'omissions' else '':28} {line(way, tally)}")
    if asked.json:
        asked.json.write_text(json.dumps(report(options, results, whole, began), indent=2) + "\n")


def line(way: str, tally: Tally) -> str:
    """Return one row."""
    shares = tally.shares()
    return (
        f"{way:24} {tally.lack_companion:5} of {tally.asked:5} lack a companion; caught "
        f"{shares['caught']:5.1%} ({shares['caught_of_any_file']:5.1%} of {tally.lack_file} that lack any "
        f"file), warned {shares['warned']:5.1%}, right {shares['precision']:5.1%}, at once "
        f"{shares['precision_at_once']:5.1%}"
    )


def report(
    options: OmissionOptions, results: dict[str, dict[str, Tally]], whole: dict[str, Tally], began: float
) -> dict[str, object]:
    """Return what is published."""
    streams = {
        stream: {way: {**asdict(tally), **tally.shares()} for way, tally in tallies.items()}
        for stream, tallies in results.items()
    }
    return {
        "named": options.named,
        "within": options.within,
        "precision_asked_for": options.threshold.precision,
        "all": {way: {**asdict(tally), **tally.shares()} for way, tally in whole.items()},
        "streams": streams,
        "seconds": round(time.process_time() - began, 1),
    }


if __name__ == "__main__":
    main()
