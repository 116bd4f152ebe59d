"""Sources: where events come from, and the gate that they pass."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from jepa_learning.application.consent import Consents
from jepa_learning.application.import_sources import ImportSources
from jepa_learning.application.locate_project import locate_project
from jepa_learning.config.settings import Settings
from jepa_learning.domain.privacy import DenyList, Gate, Redactor
from jepa_learning.domain.privacy.consent import CODE
from jepa_learning.ports.code_reader import CodeReader
from jepa_learning.ports.event_source import EventSource
from jepa_learning.ports.project import Project, Projects
from jepa_learning.ports.watcher import Watcher
from jepa_learning.ports.workflow_files import WorkflowFiles


def find_root(directory: Path) -> str:
    """Return the root of the project that a folder is in, as its events carry it.

    Raises:
        ProjectError: The folder is in no repository.
    """
    from jepa_learning.adapters.sources.git_project import GitProjects

    return str(GitProjects().locate(directory).root)


def build_watcher(settings: Settings) -> Watcher:
    from jepa_learning.adapters.watch.watchfiles_watcher import WatchfilesWatcher

    watch = settings.watch
    return WatchfilesWatcher(
        debounce_ms=watch.debounce_ms,
        most_folders=watch.most_folders,
        deny_paths=settings.privacy.deny_paths,
    )


def import_git(import_sources: ImportSources, directory: Path) -> None:
    for _ in import_sources(directory, names=["git"]):
        pass


def author_of(projects: Projects, root: str) -> str | None:
    project = locate_project(projects, Path(root))
    return project.author if project else None


def build_gate(settings: Settings, is_granted: Callable[[str, str], bool]) -> Gate:
    from jepa_learning.adapters.secrets.detect_secrets import DetectSecretsScanner

    privacy = settings.privacy
    deny = DenyList(paths=privacy.deny_paths, commands=privacy.deny_commands)
    patterns = [(one.name, one.pattern) for one in privacy.redact_patterns]
    redactor = Redactor(DetectSecretsScanner(), patterns=patterns)
    return Gate(deny, redactor, is_granted=is_granted, reader=_code_reader(settings))


def _code_reader(settings: Settings) -> CodeReader:
    from jepa_learning.adapters.code.plain_words import PlainWords
    from jepa_learning.adapters.code.symbols import Symbols

    code = settings.sources.code
    if code.reader == "words":
        return PlainWords(most=code.most_words)
    return Symbols(most=code.most_words, name_weight=code.name_weight)


def open_sources(
    settings: Settings, consents: Consents, name: str, project: Project | None
) -> Iterator[EventSource]:
    from jepa_learning.adapters.sources.claude_code import ClaudeCodeSource, find_transcripts
    from jepa_learning.adapters.sources.git import GitSource
    from jepa_learning.adapters.sources.shell import ShellSource, find_histories

    if name == "git" and project is not None:
        git = GitSource(project.root, **settings.sources.git.model_dump())
        reads_code = consents.is_granted(CODE, str(project.root))
        yield _with_texts(settings, git, project.root) if reads_code else git
    if name == "shell":
        for history in find_histories(Path.home(), os.environ):
            yield ShellSource(history.format, history.path, **settings.sources.shell.model_dump())
    if name == "claude-code":
        for transcript in find_transcripts(Path.home(), os.environ):
            yield ClaudeCodeSource(transcript, **settings.sources.claude_code.model_dump())


def _with_texts(settings: Settings, git: EventSource, root: Path) -> EventSource:
    from jepa_learning.adapters.sources.git_texts import GitTexts, TextBounds

    code = settings.sources.code
    refused = DenyList(paths=[*settings.privacy.deny_paths, *code.skipped_paths], commands=[])
    bounds = TextBounds(code.max_bytes, code.longest_line, code.generated_marks)
    return GitTexts(git, root, bounds=bounds, refuses=refused.denies_path)


def build_workflow_files(settings: Settings) -> WorkflowFiles:
    """Return what reads the workflow files of a repository, but for those that the user denied."""
    from jepa_learning.adapters.sources.git_workflows import GitWorkflows

    refused = DenyList(paths=settings.privacy.deny_paths, commands=[])
    return GitWorkflows(refuses=refused.denies_path)
