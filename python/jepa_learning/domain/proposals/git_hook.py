"""Git hook: what is forgotten before a push or a commit is run by git itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from posixpath import join
from typing import Final

from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.proposals.saving import Use
from jepa_learning.domain.waste.finding import Finding

_HOOKS: Final = {"git push": "pre-push", "git commit": "pre-commit"}
_BACK: Final = 6  # acts from the forgotten step to its repair


def hook_for(finding: Finding) -> Remedy | None:
    """Return a hook for a step that is forgotten before git does something; None for other steps."""
    first, second = finding.subject
    hook = next((name for command, name in _HOOKS.items() if second.startswith(command)), None)
    runs = Counter(act.line for acts in finding.instances for act in acts if act.form == first)
    if hook is None or not runs or first.startswith("git "):
        return None
    line = runs.most_common(1)[0][0]
    return Remedy(
        form="git_hook",
        subject=(hook, line),
        title=f"{hook} runs {line}",
        names=(hook,),
        spares=2.0,
        risk="medium",
        evidence=tuple(act for acts in reversed(finding.instances) for act in acts),
        waste=finding.kind,
        uses=lambda session: list(_repairs(session, first, second)),
        changes=lambda places: _changes(places, hook, line),
    )


def _repairs(session: Session, first: str, second: str) -> Iterator[Use]:
    """Give what would not have been done: the second push, and the step by hand."""
    index = 0
    while index < len(session):
        forms = [act.form for act in session[index : index + _BACK]]
        if forms[0] == second and first in forms and second in forms[forms.index(first) :]:
            yield Use(index, 2.0)
            index += forms.index(first)
        index += 1


def _changes(places: Places, hook: str, line: str) -> Sequence[FileChange]:
    """A hook that is there already is somebody's own: nothing is proposed then."""
    path = join(places.hooks, hook)
    if not places.hooks or places.read(path) is not None:
        return []
    return [
        FileChange(
            path,
            None,
            f"#!/bin/sh\n# jepa-learning: forgotten before, so git runs it\n{line}\n",
            executable=True,
        )
    ]
