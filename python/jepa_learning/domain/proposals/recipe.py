"""Recipe: a sequence of commands of one project, for its justfile, Makefile or package.json.

What a person types with arguments becomes a function of their shell instead; an agent's shell reads none, so
its recipes take arguments, where the file can: `just NAME x`, `make NAME a1=x`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from posixpath import join
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.proposals.macro import Macro, macro_of
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.waste.effects import is_destructive
from jepa_learning.domain.waste.finding import Finding

_SCRIPTS: Final = re.compile(r'("scripts"\s*:\s*\{)(\s*)(?=")')
_ARGUMENT: Final = "\x00N\x00"
_NUMBERED: Final = re.compile(r"\x00(\d)\x00")
_TOOL: Final = re.compile(r"^(?:Bash|bash|shell|Shell)[:\s]+")


def recipe_for(finding: Finding, *, project: str, taken: Collection[str]) -> Remedy | None:
    """Return a recipe for a sequence that only happens in this project."""
    acts = [act for one in finding.instances for act in one]
    if not project or any(act.project != project or not _is_command(act) for act in acts):
        return None
    macro = macro_of(finding.instances, taken=taken)
    if macro is None or (macro.arguments and acts[0].kind == "command"):
        return None
    lines = tuple(_TOOL.sub("", line) for line in macro.lines())
    return Remedy(
        form="recipe",
        subject=lines,
        title=f"recipe {macro.name}: {' && '.join(lines)}",
        names=(macro.name,),
        spares=float(len(lines) - 1),
        risk="high" if any(map(is_destructive, lines)) else "medium",
        evidence=tuple(reversed(acts)),
        waste=finding.kind,
        uses=macro.uses,
        changes=lambda places: _changes(places, macro),
    )


def _is_command(act: Act) -> bool:
    """Say whether a recipe could run it: of an agent's command perhaps only the head is known."""
    if not act.is_whole or "\n" in act.line:
        return False
    return act.kind == "command" or (act.kind == "tool" and bool(_TOOL.match(act.line)))


def _changes(places: Places, macro: Macro) -> Sequence[FileChange]:
    """Change what the project has already; a project without any of the three gets nothing."""
    for name in ("justfile", "Justfile", "Makefile", "package.json"):
        path = join(places.project, name)
        before = places.read(path)
        after = _added(name, before, macro) if before is not None else None
        if before is not None and after is not None and not _is_taken(before, macro.name):
            return [FileChange(path, before, after)]
    return []


def _is_taken(text: str, name: str) -> bool:
    return bool(re.search(rf'^(?:{re.escape(name)}\b.*:|\s*"{re.escape(name)}"\s*:)', text, re.MULTILINE))


def _added(file: str, before: str, macro: Macro) -> str | None:
    if file == "package.json":
        return _added_script(before, macro)
    if file == "Makefile":
        body = _body(macro, indent="\t", dollar="$$", argument="'$(aN)'")
        head = f".PHONY: {macro.name}\n{macro.name}:"
    else:
        body = _body(macro, indent="    ", dollar="$", argument="{{quote(aN)}}")
        head = "".join([macro.name, *(f" a{number}" for number in range(1, macro.arguments + 1)), ":"])
    gap = "\n" if before.endswith("\n") else "\n\n"
    return f"{before}{gap if before else ''}{head}\n{body}"


def _body(macro: Macro, *, indent: str, dollar: str, argument: str) -> str:
    """Return the commands, a line each; what they say is escaped, what stands for arguments is not."""
    lines = [_TOOL.sub("", line).replace("$", dollar) for line in macro.lines(_ARGUMENT)]
    return _NUMBERED.sub(
        lambda found: argument.replace("N", found[1]), "".join(f"{indent}{line}\n" for line in lines)
    )


def _added_script(before: str, macro: Macro) -> str | None:
    """Scripts of npm are given their arguments behind the last command only: there are none with them."""
    found = _SCRIPTS.search(before)
    if not found or macro.arguments:
        return None
    lines = (_TOOL.sub("", line) for line in macro.lines())
    line = f"{json.dumps(macro.name)}: {json.dumps(' && '.join(lines))},"
    return before[: found.end()] + line + (found[2] or " ") + before[found.end() :]
