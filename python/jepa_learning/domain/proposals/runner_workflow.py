"""Runner workflow: a sequence that no script could be, as a workflow in YAML that the runner goes through.

The runner runs no shell and no agent's tool: it shows each step and asks, tells what usually comes next, and
at the end what was left out. So it spares nothing that could be counted, and none of it is foretold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from posixpath import join
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.privacy.redaction import is_redacted
from jepa_learning.domain.proposals.macro import name_of
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.proposals.saving import Use
from jepa_learning.domain.waste.effects import is_edit, is_read
from jepa_learning.domain.waste.finding import Finding

FORM: Final = "runner_workflow"

_FEWEST: Final = 3
"""Two steps in a row need nobody to remind of them."""

_FEWEST_DEEDS: Final = 2
"""Different ones that neither read nor edit a file: how reading and editing alternate is no procedure."""

_CALLED: Final = re.compile(r"(?:npm run )?lev jepa (status|predict|learn)")
_VARIABLE: Final = "{{"
"""Begins a variable of the runner, which would put its value there."""


def runner_workflow_for(finding: Finding, *, taken: Collection[str]) -> Remedy | None:
    """Return a workflow for a sequence of three steps or more that says what is done."""
    acts = finding.instances[0]
    if len({act.form for act in acts if not (is_read(act) or is_edit(act))}) < _FEWEST_DEEDS:
        return None
    lines = tuple(_line([one[place] for one in finding.instances]) for place in range(len(acts)))
    if len(lines) < _FEWEST or any(_VARIABLE in line or is_redacted(line) for line in lines):
        return None
    name = name_of([act.form for act in acts], taken=taken)
    forms = tuple((act.kind, act.form) for act in acts)
    return Remedy(
        form=FORM,
        subject=lines,
        title=f"workflow {name}: {', then '.join(lines)}",
        names=(name,),
        spares=0.0,
        risk="low",
        evidence=tuple(act for one in reversed(finding.instances) for act in one),
        waste=finding.kind,
        uses=lambda session: list(_uses(session, forms)),
        changes=lambda places: _changes(places, name, lines, finding.count),
        foretells=False,
    )


def _line(acts: Sequence[Act]) -> str:
    """Return what was always the same as it was, all else with its slots."""
    return acts[0].line if len({act.line for act in acts}) == 1 else acts[0].form


def _uses(session: Session, forms: Sequence[tuple[str, str]]) -> Iterator[Use]:
    index, length = 0, len(forms)
    while index + length <= len(session):
        found = [(act.kind, act.form) for act in session[index : index + length]]
        if found == list(forms):
            yield Use(index, 0.0, span=length)
        index += length if found == list(forms) else 1


def _changes(places: Places, name: str, lines: Sequence[str], count: int) -> Sequence[FileChange]:
    path = join(places.own_folder, "workflows", f"{name}.yaml")
    if places.read(path) is not None:
        return []
    return [FileChange(path, None, workflow_text(name, lines, count))]


def workflow_text(name: str, lines: Sequence[str], count: int) -> str:
    """Return the file; a text in JSON is one in YAML."""
    steps = "".join(f"    - id: step-{number}\n{_does(line)}" for number, line in enumerate(lines, start=1))
    return (
        f"metadata:\n  type: workflow\n  id: {name}\n  name: {name}\n  version: 1.0.0\n"
        f"  description: Done in this order {count} times.\n\nworkflow_config:\n  steps:\n{steps}"
    )


def _does(line: str) -> str:
    called = _CALLED.fullmatch(line)
    if called:
        return f"      plugin: jepa\n      command: {called[1]}\n"
    return f"      instruction: {json.dumps(line, ensure_ascii=False)}\n"
