"""Recipe: a sequence of commands of one project, for its justfile, Makefile or package.json."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from posixpath import join
from typing import Final

from jepa_learning.domain.proposals.macro import Macro, macro_of
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.waste.effects import is_destructive
from jepa_learning.domain.waste.finding import Finding

_SCRIPTS: Final = re.compile(r'("scripts"\s*:\s*\{)(\s*)(?=")')
_TOOL: Final = re.compile(r"^(?:Bash|bash|shell|Shell)[:\s]+")


def recipe_for(finding: Finding, *, project: str, taken: Collection[str]) -> Remedy | None:
    """Return a recipe for a sequence that takes no arguments and only happens in this project."""
    acts = [act for one in finding.instances for act in one]
    if not project or any(act.project != project or not _is_command(act.kind, act.line) for act in acts):
        return None
    macro = macro_of(finding.instances, taken=taken)
    if macro is None or macro.arguments:
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
        changes=lambda places: _changes(places, macro, lines),
    )


def _is_command(kind: str, line: str) -> bool:
    return "\n" not in line and (kind == "command" or (kind == "tool" and bool(_TOOL.match(line))))


def _changes(places: Places, macro: Macro, lines: Sequence[str]) -> Sequence[FileChange]:
    """Change what the project has already; a project without any of the three gets nothing."""
    for name in ("justfile", "Justfile", "Makefile", "package.json"):
        path = join(places.project, name)
        before = places.read(path)
        after = _added(name, before, macro.name, lines) if before is not None else None
        if before is not None and after is not None and not _is_taken(before, macro.name):
            return [FileChange(path, before, after)]
    return []


def _is_taken(text: str, name: str) -> bool:
    return bool(re.search(rf'^(?:{re.escape(name)}\b.*:|\s*"{re.escape(name)}"\s*:)', text, re.MULTILINE))


def _added(file: str, before: str, name: str, lines: Sequence[str]) -> str | None:
    if file == "package.json":
        line = f"{json.dumps(name)}: {json.dumps(' && '.join(lines))},"
        found = _SCRIPTS.search(before)
        return before[: found.end()] + line + (found[2] or " ") + before[found.end() :] if found else None
    indent, escape = ("\t", "$$") if file == "Makefile" else ("    ", "$")
    body = "".join(f"{indent}{line.replace('$', escape)}\n" for line in lines)
    gap = "\n" if before.endswith("\n") else "\n\n"
    phony = f".PHONY: {name}\n" if file == "Makefile" else ""
    return f"{before}{gap if before else ''}{phony}{name}:\n{body}"
