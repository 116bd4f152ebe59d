"""How well `related` foretells what changes together, and how long it takes, over clones of repositories.

The older 80 % of the commits are learnt. Of each newer commit one of its files that existed then is asked
about, and its subject: right is any (other) of them. Not all that is related changes in one commit, so the
numbers compare ways of ranking; they are no hit rates of anything that a user does.

python benchmarks/related.py ../httpx ../starlette --set search.rank_constant=60
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.adapters.sources.git import GitSource
from jepa_learning.application.application import Application
from jepa_learning.application.related import Request
from jepa_learning.bootstrap import build_application
from jepa_learning.config.layers import load_settings
from jepa_learning.config.settings import Settings
from jepa_learning.domain.event import Event
from jepa_learning.folders import locate

ASKED = 20  # places that are looked at

Question = tuple[Request, set[str]]


def cases_of(root: Path, settings: Settings) -> list[list[Event]]:
    """Return the commits of a repository, oldest first, each as its events."""
    cases: dict[str, list[Event]] = {}
    for batch in GitSource(root, **settings.sources.git.model_dump()).read(None):
        for event in batch.events:
            cases.setdefault(event.case, []).append(event)
    return list(cases.values())


def questions(root: Path, newer: Sequence[Sequence[Event]], existing: set[str]) -> dict[str, list[Question]]:
    """Return what is asked about a file, and about words, with the right answers."""
    rng = random.Random(0)
    asked: dict[str, list[Question]] = {"file": [], "words": []}
    for events in newer:
        files = sorted({event.activity for event in events if not event.attributes.get("bulk")} & existing)
        if files and (subject := events[0].intent or "").strip():
            asked["words"].append((Request(root, words=subject, k=ASKED), set(files)))
        if len(files) > 1:
            file = rng.choice(files)
            asked["file"].append((Request(root, file=file, k=ASKED), set(files) - {file}))
    return asked


def score(application: Application, asked: Sequence[Question]) -> dict[str, float]:
    """Ask, and return hit rates, the mean reciprocal rank and times."""
    ranks, seconds = [], []
    for request, right in asked:
        begin = time.perf_counter()
        answer = application.related(request)
        seconds.append(time.perf_counter() - begin)
        places = [place for place, one in enumerate(answer.related, 1) if one.activity in right]
        ranks.append(places[0] if places else np.inf)
    found = np.array(ranks)
    hits = {f"hit@{k}": round(float((found <= k).mean()), 3) for k in (1, 5, 10)}
    times = {f"p{p}_ms": round(1e3 * float(np.percentile(seconds, p)), 1) for p in (50, 95)}
    return {"n": len(asked), **hits, "mrr": round(float((1 / found).mean()), 3), **times}


def measure(root: Path, settings: Settings, most: int) -> dict[str, dict[str, float]]:
    """Learn the older commits of a repository and ask about the newer."""
    cases = cases_of(root, settings)
    cut = len(cases) * 4 // 5
    with tempfile.TemporaryDirectory() as folder:
        home = locate({"HOME": folder}, uid=0)
        folders = replace(home, data=Path(folder) / "data")
        application = build_application(settings, folders, journal=MemoryJournal(), without=["event_jepa"])
        try:
            application.start()
            while application.learner.loading is not None:
                time.sleep(0.01)
            learnt = application.learn([event for events in cases[:cut] for event in events]).appended
            while application.memory.state().filled < learnt:
                time.sleep(0.1)
            with application.learner.hold() as learner:
                existing = set(learner.activities("file", str(root)))
            rng = random.Random(0)
            newer = rng.sample(cases[cut:], min(most, len(cases) - cut))
            return {
                what: score(application, asked)
                for what, asked in questions(root, newer, existing).items()
                if asked
            }
        finally:
            application.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repositories", type=Path, nargs="+")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    parser.add_argument("--most", type=int, default=200, help="newer commits that are asked about")
    args = parser.parse_args()
    settings = load_settings(overrides=args.set).settings
    found = {root.name: measure(root.resolve(), settings, args.most) for root in args.repositories}
    for what in ("file", "words"):
        rows = [one[what] for one in found.values() if what in one]
        mean = {key: round(float(np.mean([row[key] for row in rows])), 3) for key in rows[0]}
        found.setdefault("mean", {})[what] = mean
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
