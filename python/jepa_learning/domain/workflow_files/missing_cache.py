"""Missing cache: a job fetches the same packages in every run, though what it uses could keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.edit import Edit, above_comments
from jepa_learning.domain.workflow_files.past_runs import PastRuns
from jepa_learning.domain.workflow_files.workflow_file import Job, Step, WorkflowFile, Workflows, jobs_of

KIND: Final = "missing_cache"


@dataclass(frozen=True, slots=True)
class Cache:
    """What an action can keep.

    Attributes:
        action: Its name.
        value: What its input must be.
        locks: Files of which one must be there: they say what is fetched.
        fetches: The commands that fetch it.
        key: The input that switches keeping on.
        since: Major version that knows it.
        until: Major version from which on it may keep without being told; None where none does.
    """

    action: str
    value: str
    locks: tuple[str, ...]
    fetches: str
    key: str = "cache"
    since: int = 2
    until: int | None = None


_NODE: Final = "actions/setup-node"
_PYTHON: Final = "actions/setup-python"
_JAVA: Final = "actions/setup-java"
_GO: Final = r"\bgo (?:build|test|vet|mod download|install)\b"
_YARN: Final = r"(?m)^\s*yarn(?: install\b|\s*$| --)"

CACHES: Final[Sequence[Cache]] = (
    Cache(_NODE, "npm", ("package-lock.json", "npm-shrinkwrap.json"), r"\bnpm (?:ci|i|install)\b", until=5),
    Cache(_NODE, "yarn", ("yarn.lock",), _YARN, until=5),
    Cache(_NODE, "pnpm", ("pnpm-lock.yaml",), r"\bpnpm (?:i|install)\b", until=5),
    Cache(_PYTHON, "pip", ("requirements.txt", "pyproject.toml"), r"\bpip3? install\b"),
    Cache(_PYTHON, "poetry", ("poetry.lock",), r"\bpoetry install\b"),
    Cache(_PYTHON, "pipenv", ("Pipfile.lock",), r"\bpipenv (?:install|sync)\b"),
    Cache(_JAVA, "maven", ("pom.xml",), r"\bmvnw? "),
    Cache(_JAVA, "gradle", ("build.gradle", "build.gradle.kts"), r"\bgradlew? "),
    Cache("actions/setup-go", "true", ("go.sum",), _GO, since=3, until=4),
    Cache("ruby/setup-ruby", "true", ("Gemfile.lock",), r"\bbundle install\b", key="bundler-cache", since=1),
)
"""As their own documentation has them."""

_KEEPERS: Final = re.compile(r"^(?:actions/cache|.*/?rust-cache|.*setup-rust-toolchain)\b")
_PUBLISHES: Final = re.compile(r"\bpublish\b|\btwine upload\b|\brelease\b|pypi-publish|action-gh-release")
_CARGO: Final = re.compile(r"\bcargo (?:build|test|check|clippy|run|bench|doc|install)\b")
_RUST_CACHE: Final = "Swatinem/rust-cache@v2"


def find_missing_caches(workflows: Workflows, past: PastRuns) -> Iterator[Blemish]:
    """Give each action that could keep what its job fetches, and each job that builds Rust from nothing."""
    for file in workflows.files:
        for job in jobs_of(file) if file.form == "actions" else ():
            if not _keeps_or_publishes(job):
                yield from _of_actions(file, job, workflows, past)
                yield from _of_cargo(file, job, workflows, past)


def _keeps_or_publishes(job: Job) -> bool:
    return any(_KEEPERS.match(step.action) or _publishes(step) for step in job.steps)


def _publishes(step: Step) -> bool:
    """What is published is better built from nothing: a cache is one more way to tamper with it."""
    return bool(_PUBLISHES.search(step.run) or _PUBLISHES.search(step.action))


def _of_actions(file: WorkflowFile, job: Job, workflows: Workflows, past: PastRuns) -> Iterator[Blemish]:
    for step in job.steps:
        cache = _lacking(step, job, workflows)
        fetch = job.runs(re.compile(cache.fetches)) if cache else None
        if cache is not None and fetch is not None:
            line, runs = f"{cache.key}: {cache.value}", past.of(file, fetch)
            shared = _is_shared_with_others(file, step, cache, workflows)
            why_not = f"; its inputs are shared with other steps, so {line} is yours to add" if shared else ""
            words = (
                f"{step.uses} keeps no packages between runs, and {fetch.name} fetches them"
                f"{past.words(runs)}{_unchanged(_locks(cache, workflows), past)}{why_not}"
            )
            title = f"keep packages between runs, with {line}"
            edit = None if shared else _with(file, step, line)
            edits = (edit,) if edit else ()
            yield Blemish(KIND, file, (step.node.line,), words, edits, title=title, runs=runs)


def _lacking(step: Step, job: Job, workflows: Workflows) -> Cache | None:
    """Return the cache that a step of a job could have."""
    if _keeps_or_publishes(job):
        return None
    for cache in CACHES:
        is_fetched = cache.action == step.action and job.runs(re.compile(cache.fetches))
        if is_fetched and _locks(cache, workflows) and _could_keep(step, cache):
            return cache
    return None


def _locks(cache: Cache, workflows: Workflows) -> list[str]:
    return [lock for lock in cache.locks if lock in workflows.tracked]


def _is_shared_with_others(file: WorkflowFile, step: Step, cache: Cache, workflows: Workflows) -> bool:
    """Say whether aliases give what would be changed to anything that does not lack the same cache."""
    changed = (step.node.get("with") or step.node).place
    alike = [
        _lacking(one, job, workflows) == cache
        for job in jobs_of(file)
        for one in job.steps
        if (one.node.get("with") or one.node).place == changed
    ]
    repeated = sum(node.place == changed and node.entries is not None for node in file.root.inside())
    return not all(alike) or repeated > len(alike)


def _could_keep(step: Step, cache: Cache) -> bool:
    if step.node.get("with", cache.key) or step.major is None or step.major < cache.since:
        return False
    return cache.until is None or step.major < cache.until


def _unchanged(locks: Sequence[str], past: PastRuns) -> str:
    if not past.commits:
        return ""
    return f"; {locks[0]} changed in {past.changed(locks)} of {len(past.commits)} commits"


def _with(file: WorkflowFile, step: Step, line: str) -> Edit | None:
    """Put an input first into `with`, or a `with` behind `uses`."""
    given, uses = step.node.get("with"), step.node.key("uses")
    if step.node.is_flow or given.is_flow:
        return None
    if given.entries:
        first = given.entries[0][0]
        return Edit(above_comments(file.text.splitlines(), first.line), (" " * first.column + line,))
    if given or step.node.get("uses").line != uses.line:
        return None
    indent = " " * uses.column
    return Edit(uses.line, (f"{indent}with:", f"{indent}  {line}"))


def _of_cargo(file: WorkflowFile, job: Job, workflows: Workflows, past: PastRuns) -> Iterator[Blemish]:
    build = job.runs(_CARGO)
    if build is None or "Cargo.toml" not in workflows.tracked:
        return
    runs = past.of(file, build)
    words = f"{build.name} builds every dependency anew: nothing is kept between runs{past.words(runs)}"
    edit = _step_before(file, build)
    title = f"keep what cargo built between runs, with {_RUST_CACHE}"
    yield Blemish(KIND, file, (build.node.line,), words, (edit,) if edit else (), title=title, runs=runs)


def _step_before(file: WorkflowFile, step: Step) -> Edit | None:
    dash = re.match(r"(\s*)- ", file.line(step.node.line))
    if dash is None or step.node.is_flow:
        return None
    after = above_comments(file.text.splitlines(), step.node.line)
    return Edit(after, (f"{dash[1]}- uses: {_RUST_CACHE}",))
