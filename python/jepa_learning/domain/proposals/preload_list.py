"""Preload list: what an agent should read first, once, because most runs read it, some of them again and
again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from posixpath import basename, join
from typing import Final

from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.proposals.saving import Use
from jepa_learning.domain.waste.effects import is_change_of, is_read
from jepa_learning.domain.waste.finding import Finding

FORM = "preload_list"

_LEAST_RUNS: Final = 2
"""What a single run read again and again belongs to its task, and the next run has another."""


def preload_for(findings: Iterable[Finding], *, project: str, most: int) -> Remedy | None:
    """Return one list for all cold starts and repeated reads of a project, those first that cost most."""
    recurring = (one for one in findings if one.count >= _LEAST_RUNS and one.subject[1] == project)
    ranked = sorted(recurring, key=lambda finding: -finding.lost_events)
    lines = tuple(dict.fromkeys(finding.subject[0] for finding in ranked))[:most]
    if not lines:
        return None
    evidence = tuple(act for finding in ranked for acts in reversed(finding.instances) for act in acts)
    return Remedy(
        form=FORM,
        subject=lines,
        title=f"{len(lines)} things to read first, once",
        names=lines,
        spares=1.0,
        risk="low",
        evidence=evidence,
        waste=ranked[0].kind,
        uses=lambda session: preloaded(session, frozenset(lines)) if session[0].project == project else [],
        changes=lambda places: _changes(places, lines),
    )


def preloaded(session: Session, lines: frozenset[str]) -> list[Use]:
    """Return the reads that the list spares a run: all of a thing that it holds, until that is changed.

    The list itself costs one event a run that it is of any use to, and nothing to others: it is read whole.
    """
    if not session or session[0].kind != "tool":
        return []
    fresh = set(lines)
    uses = []
    for index, act in enumerate(session):
        if is_read(act):
            if act.line in fresh:
                uses.append(Use(index, 1.0, 0.0, act.duration_s))
            elif act.line in lines:
                fresh.add(act.line)
            continue
        fresh = {line for line in fresh if not is_change_of(act, line.rpartition(" ")[2])}
    return [Use(uses[0].at, -1.0, span=0), *uses] if uses else []


def _changes(places: Places, lines: Sequence[str]) -> Sequence[FileChange]:
    name = basename(places.project) or "anywhere"
    digest = hashlib.sha256(places.project.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    path = join(places.own_folder, "preload", f"{name}-{digest}.md")
    text = f"# Read first\n\nMost runs in {name} read these; some read them again and again.\n\n"
    return [FileChange(path, places.read(path), text + "".join(f"- `{line}`\n" for line in lines))]
