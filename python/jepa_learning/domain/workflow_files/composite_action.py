"""Composite action: steps that several workflow files share become one action of the repository, which each
file calls.

An action is not a job: it knows no secrets, no outputs of other steps and no matrix, has no default shell,
and is there only once the repository is checked out. Where any of that matters, nothing is changed. Sources:
"Metadata syntax for GitHub Actions" (runs.steps), "Contexts reference" (availability), "Workflow syntax"
(steps[*].shell: unspecified, it is `bash -e {0}` on Linux and macOS), docs.github.com.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jepa_learning.domain.workflow_files.edit import Edit, block_length
from jepa_learning.domain.workflow_files.named_steps import name_of_step
from jepa_learning.domain.workflow_files.node import Node, is_within, plain
from jepa_learning.domain.workflow_files.workflow_file import Job, Step, WorkflowFile, triggers_of

FOLDER: Final = ".github/actions"
SHELL: Final = "bash -e {0}"

_FEWEST: Final = 2
"""Behind the checkout, which stays in each job: one step alone is shorter where it is."""

_CHECKOUT: Final = "actions/checkout"
_ELSEWHERE: Final = frozenset({"path", "ref", "repository", "sparse-checkout"})
"""With these the checkout leaves something else where the action would be."""

_KEYS: Final = frozenset({"name", "uses", "with", "run", "env", "shell", "working-directory"})
"""Of a step that means the same in an action; a condition or a limit of time does not."""

_SYSTEMS: Final = ("ubuntu", "macos")
_ITEM: Final = re.compile(r"( *)-( +)(?=[^\s&*#|>{\[-])")
_EXPRESSION: Final = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_QUOTED: Final = re.compile(r"'(?:[^']|'')*'")
_ROOT: Final = re.compile(r"(?<![\w.-])[A-Za-z_][\w-]*")
_OF_THE_STEP: Final = re.compile(r"github\.action(?![a-z])|GITHUB_ACTION(?![A-Z])")
_KNOWN: Final = frozenset(
    {"github", "runner", "env", "hashFiles", "true", "false", "null", "contains", "startsWith", "endsWith"}
    | {"format", "join", "toJSON", "fromJSON"}
)
"""What an expression may name: all that is the same in an action."""


@dataclass(frozen=True, slots=True)
class Shared:
    """An action that files call, and the edits that let them.

    Attributes:
        path: Of the new file.
        text: What stands in it.
        edits: Of each file, the edits that put the call in the place of the steps.
    """

    path: str
    text: str
    edits: tuple[tuple[WorkflowFile, tuple[Edit, ...]], ...]

    @property
    def call(self) -> str:
        """What a step says to use it."""
        return f"./{self.path.rpartition('/')[0]}"

    def says_the_same(self, old: Node, new: Node, action: Node) -> bool:
        """Say whether a file that calls the action does what it did: it is the same with the steps in the
        place of the call.
        """
        steps = [_without_shell(step) for step in action.get("runs", "steps").items or ()]
        written_out = _written_out(new, self.call, steps)
        return is_within(old, written_out) and is_within(written_out, old)


@dataclass(frozen=True, slots=True)
class Run:
    """Steps in a row of one job of one file."""

    file: WorkflowFile
    job: Job
    first: int
    length: int

    @property
    def steps(self) -> tuple[Step, ...]:
        """In order."""
        return self.job.steps[self.first : self.first + self.length]

    def behind_checkout(self) -> Run | None:
        """Return what is left behind the checkouts that it begins with; None where the repository is not
        there yet, or something else is.
        """
        own = next((n for n, step in enumerate(self.steps) if step.action != _CHECKOUT), self.length)
        left = replace(self, first=self.first + own, length=self.length - own)
        before = [step for step in self.job.steps[: left.first] if step.action == _CHECKOUT]
        is_there = bool(before) and all(_is_plain(step) for step in before)
        return left if is_there and all(step.action != _CHECKOUT for step in left.steps) else None


def share_steps(runs: Sequence[Run], taken: Collection[str]) -> Shared | None:
    """Return the action that steps of several files become; None where it would not do the same.

    Args:
        runs: Steps that do the same, each as they stand in their job.
        taken: Paths that an action must not have.
    """
    left = [run.behind_checkout() for run in runs]
    behind = [run for run in left if run is not None]
    if len(behind) < len(runs) or behind[0].length < _FEWEST or not all(map(_is_alike_in_an_action, behind)):
        return None
    written = [_written(run) for run in behind]
    if None in written or len(set(written)) != 1:
        return None
    name = _free_name(behind[0].steps[0], taken)
    return Shared(f"{FOLDER}/{name}/action.yml", _action(name, behind), tuple(_edits(behind, name)))


def _is_plain(checkout: Step) -> bool:
    said = checkout.node.get("with").entries or ()
    return not any(key.text in _ELSEWHERE for key, _ in said) and not checkout.node.get("if")


def _is_alike_in_an_action(run: Run) -> bool:
    """Say whether the steps of a run do in an action what they do in its job."""
    job, root = run.job.node, run.file.root
    has_defaults = bool(job.get("defaults") or root.get("defaults") or job.get("container"))
    is_known_system = job.get("runs-on").text.startswith(_SYSTEMS)
    return (
        is_known_system
        and not has_defaults
        and not _starts_by_path(run.file)
        and all(map(_may_move, run.steps))
    )


def _starts_by_path(file: WorkflowFile) -> bool:
    """Say whether a file starts by what changed in `.github`: a path it names would not be the action."""
    filters = [
        trigger.get(key) for trigger in triggers_of(file).values() for key in ("paths", "paths-ignore")
    ]
    return any(item.text.lstrip("!").startswith(".github") for one in filters for item in one.items or ())


def _may_move(step: Step) -> bool:
    keys = {key.text for key, _ in step.node.entries or ()}
    said = [node.text for node in step.node.inside() if node.text]
    named = {root for text in said for found in _EXPRESSION.findall(text) for root in _roots(found)}
    is_own = any(_OF_THE_STEP.search(text) for text in said)
    return keys <= _KEYS and named <= _KNOWN and not is_own and step.node.get("shell").text != SHELL


def _roots(expression: str) -> list[str]:
    return _ROOT.findall(_QUOTED.sub("", expression))


def _written(run: Run) -> tuple[str, ...] | None:
    """Return the lines of a run as they would be at the margin, with comments; None where items are not plain
    ones of a list.
    """
    lines, (begin, length) = run.file.text.splitlines(), _lines_of(run)
    items = [_ITEM.match(lines[step.node.line - 1]) for step in run.steps]
    if any(
        item is None or step.node.column != item.end() for item, step in zip(items, run.steps, strict=True)
    ):
        return None
    block = lines[begin - 1 : begin - 1 + length]
    margin = len(block[0]) - len(block[0].lstrip())
    return None if any(line[:margin].strip() for line in block) else tuple(line[margin:] for line in block)


def _lines_of(run: Run) -> tuple[int, int]:
    """Return the line in which a run begins, from 1, and how many it has."""
    begin, last = run.steps[0].node.line, run.steps[-1].node.line
    return begin, last - begin + block_length(run.file.text.splitlines(), last)


def _free_name(step: Step, taken: Collection[str]) -> str:
    return name_of_step(step, {path.split("/")[2] for path in taken if path.startswith(f"{FOLDER}/")})


def _action(name: str, runs: Sequence[Run]) -> str:
    """Return the action, with the steps as they are written in the first run; each command says its shell."""
    files = ", ".join(sorted({run.file.path.rpartition("/")[2] for run in runs}))
    head = [
        f"name: {name}",
        f"description: Steps that {files} share",
        "runs:",
        "  using: composite",
        "  steps:",
    ]
    return "\n".join([*head, *_steps_in(runs[0]), ""])


def _steps_in(run: Run) -> Iterator[str]:
    lines, (begin, length) = run.file.text.splitlines(), _lines_of(run)
    margin = len(lines[begin - 1]) - len(lines[begin - 1].lstrip())
    shells = {
        step.node.line - 1 + block_length(lines, step.node.line): step.node.column - margin
        for step in run.steps
        if step.run and not step.node.get("shell")
    }
    for number in range(begin, begin + length):
        line = lines[number - 1]
        yield f"    {line[margin:]}" if line.strip() else ""
        if number in shells:
            yield f"{' ' * (4 + shells[number])}shell: {SHELL}"


def _edits(runs: Sequence[Run], name: str) -> Iterator[tuple[WorkflowFile, tuple[Edit, ...]]]:
    files = {run.file.path: run.file for run in runs}
    for path, file in files.items():
        own = [run for run in runs if run.file.path == path]
        yield file, tuple(_call(run, name) for run in own)


def _call(run: Run, name: str) -> Edit:
    begin, length = _lines_of(run)
    line = run.file.line(begin)
    return Edit(begin - 1, (f"{line[: run.steps[0].node.column]}uses: ./{FOLDER}/{name}",), removed=length)


def _without_shell(step: Node) -> Node:
    return step.without("shell") if step.get("shell").text == SHELL else step


def _written_out(node: Node, call: str, steps: Sequence[Node]) -> Node:
    """Return a value with the steps of the action in the place of each call."""
    if node.entries is not None:
        entries = tuple((key, _written_out(value, call, steps)) for key, value in node.entries)
        return replace(node, entries=entries)
    if node.items is None:
        return node
    items: list[Node] = []
    for item in node.items:
        is_call = plain(item) == (("uses", call),)
        items += steps if is_call else [_written_out(item, call, steps)]
    return replace(node, items=tuple(items))
