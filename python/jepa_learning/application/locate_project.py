"""Which project a folder belongs to, where it may well belong to none."""

from __future__ import annotations

from pathlib import Path

from jepa_learning.domain.errors import ProjectError
from jepa_learning.ports.project import Project, Projects


def locate_project(projects: Projects, directory: Path | None) -> Project | None:
    """Return the project that the folder is in; None where it is in none, or there is no folder."""
    try:
        return projects.locate(directory) if directory else None
    except ProjectError:
        return None


def root_of(projects: Projects, directory: Path | None) -> str | None:
    """Return the root under which events and consent are kept: a folder in no project stands for itself."""
    if directory is None:
        return None
    project = locate_project(projects, directory)
    return str(project.root if project else directory)
