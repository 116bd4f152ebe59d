"""Names for the shell: functions and aliases, one small file each, which the shell reads when it starts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from posixpath import join
from shlex import quote
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.proposals.macro import SECONDS_A_KEY, Macro, macro_of, name_of
from jepa_learning.domain.proposals.proposal import FileChange, Risk
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.proposals.saving import Use
from jepa_learning.domain.waste.effects import is_destructive
from jepa_learning.domain.waste.finding import Finding

SHELL_NAMES: Final = frozenset({"shell_function", "alias"})
"""The forms that are of no use before the shell reads them when it starts."""

_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")


def function_for(finding: Finding, *, taken: Collection[str]) -> Remedy | None:
    """Return a function for a repeated sequence of commands."""
    occurrences = finding.instances
    if occurrences[0][0].kind != "command" or any("\n" in act.line for acts in occurrences for act in acts):
        return None
    macro = macro_of(occurrences, taken=taken)
    if macro is None:
        return None
    served = [acts for acts in occurrences if macro.serves(acts)]
    if not served or max(use.keys for acts in served for use in macro.uses(acts)) <= 0:
        return None
    return Remedy(
        form="shell_function",
        subject=macro.lines(),
        title=f"{macro.name}: {' && '.join(macro.lines())}",
        names=(macro.name,),
        spares=float(len(macro.forms) - 1),
        risk=_risk(macro.lines()),
        evidence=tuple(act for acts in reversed(served) for act in acts),
        waste=finding.kind,
        uses=macro.uses,
        changes=lambda places: _function(places, macro),
    )


def alias_for(finding: Finding, *, taken: Collection[str]) -> Remedy:
    """Return an alias for a long line."""
    (line,) = finding.subject
    name = name_of([finding.instances[0][0].form], taken=taken)
    keys = float(len(line) - len(name))
    return Remedy(
        form="alias",
        subject=(line,),
        title=f"{name}: {line}",
        names=(name,),
        spares=0.0,
        risk=_risk([line]),
        evidence=_evidence(finding),
        waste=finding.kind,
        uses=lambda session: [
            Use(n, 0.0, keys, keys * SECONDS_A_KEY) for n, act in enumerate(session) if act.line == line
        ],
        changes=lambda places: _alias(places, name, line),
    )


def correction_for(finding: Finding) -> Remedy | None:
    """Return an alias that makes a misspelling do what was meant; None where that is no name for one.

    A name is not quoted where it is defined, and names a file: nothing else may be in it.
    """
    wrong, right = finding.subject
    if not _NAME.fullmatch(wrong):
        return None
    return Remedy(
        form="alias",
        subject=finding.subject,
        title=f"{wrong}: {right}",
        names=(wrong,),
        spares=1.0,
        risk=_risk([right]),
        evidence=_evidence(finding),
        waste=finding.kind,
        uses=lambda session: list(_corrections(session, wrong, right)),
        changes=lambda places: _alias(places, wrong, right),
    )


def start_line(places: Places) -> FileChange | None:
    """Return what makes the shell read the names, or None where it does already."""
    if places.shell == "fish":
        return None
    folder = quote(join(places.own_folder, "shell.d"))
    line = f'for jepa_name in {folder}/*.sh; do [ -r "$jepa_name" ] && . "$jepa_name"; done # jepa-learning\n'
    before = places.read(places.rc_file)
    if before is not None and line in before:
        return None
    gap = "" if not before or before.endswith("\n") else "\n"
    return FileChange(places.rc_file, before, f"{before or ''}{gap}{line}")


def _corrections(session: Session, wrong: str, right: str) -> Iterator[Use]:
    for index in range(len(session) - 1):
        line, meant = session[index].line, session[index + 1].line
        if line.split(" ", 1)[0] == wrong and meant == right + line[len(wrong) :]:
            keys = float(len(meant) + 1)
            yield Use(index, 1.0, keys, keys * SECONDS_A_KEY)


def _function(places: Places, macro: Macro) -> Sequence[FileChange]:
    if places.shell == "fish":
        body = "; and ".join(macro.lines('"$argv[N]"'))
        text = f"function {macro.name}\n    {body}\nend\n"
    else:
        body = " &&\n    ".join(macro.lines())
        text = f"{macro.name}() {{\n    {body}\n}}\n"
    return _file(places, macro.name, text)


def _alias(places: Places, name: str, line: str) -> Sequence[FileChange]:
    return _file(
        places,
        name,
        f"alias {name}={quote(line)}\n" if places.shell != "fish" else f"alias {name} {quote(line)}\n",
    )


def _file(places: Places, name: str, text: str) -> Sequence[FileChange]:
    folder, ending = ("conf.d", "fish") if places.shell == "fish" else ("shell.d", "sh")
    root = places.rc_file.rpartition("/")[0] if places.shell == "fish" else places.own_folder
    path = join(root, folder, f"jepa-{name}.{ending}" if places.shell == "fish" else f"{name}.{ending}")
    return [FileChange(path, places.read(path), text)]


def _risk(lines: Sequence[str]) -> Risk:
    return "high" if any(map(is_destructive, lines)) else "low"


def _evidence(finding: Finding) -> tuple[Act, ...]:
    return tuple(act for acts in reversed(finding.instances) for act in acts)
