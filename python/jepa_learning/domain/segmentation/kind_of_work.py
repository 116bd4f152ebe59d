"""Kind of work: what a path is for (tests, documents, build ...), and what family a command belongs to.

It goes by names alone and knows neither contents nor projects.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from posixpath import splitext
from typing import Final

CODE: Final = "code"
"""What a path is for where nothing says otherwise."""

_BY_FOLDER: Final[Mapping[str, str]] = {
    **dict.fromkeys(("test", "tests", "spec", "specs", "testdata", "fixtures", "__tests__", "e2e"), "tests"),
    **dict.fromkeys(("doc", "docs", "documentation", "man", "website", "examples", "example"), "docs"),
    **dict.fromkeys((".github", ".gitlab", ".circleci", ".buildkite", ".ci", "ci"), "CI"),
    **dict.fromkeys(("scripts", "script", "packaging", "docker", "deploy", "build", "tools"), "build"),
}
_BY_NAME: Final[Mapping[str, str]] = {
    **dict.fromkeys(("makefile", "dockerfile", "justfile", "setup.py", "cmakelists.txt"), "build"),
    **dict.fromkeys(("package.json", "pyproject.toml", "cargo.toml", "go.mod", "setup.cfg"), "dependencies"),
    **dict.fromkeys(("package-lock.json", "cargo.lock", "go.sum", "poetry.lock", "uv.lock"), "dependencies"),
    **dict.fromkeys((".gitignore", ".gitattributes", ".editorconfig"), "config"),
    **dict.fromkeys(("license", "license.md", "authors", "contributors"), "docs"),
}
_BY_ENDING: Final[Mapping[str, str]] = {
    **dict.fromkeys((".md", ".rst", ".adoc", ".txt"), "docs"),
    **dict.fromkeys((".yml", ".yaml", ".toml", ".ini", ".cfg", ".json"), "config"),
    **dict.fromkeys((".css", ".scss", ".svg", ".png", ".jpg", ".html"), "design"),
    **dict.fromkeys((".sh", ".mk", ".cmake"), "build"),
}
_TESTS: Final = ("test_", "tests_", "spec_")
_TESTED: Final = ("_test", "_tests", "_spec", ".test", ".spec", "-test")

_FAMILIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("git", "gh", "hg", "svn", "jj", "tig", "lazygit"), "versions"),
    **dict.fromkeys(("pytest", "tox", "nox", "jest", "vitest", "phpunit", "rspec"), "tests"),
    **dict.fromkeys(("make", "cmake", "ninja", "gradle", "mvn", "bazel", "gcc", "cc", "tsc"), "build"),
    **dict.fromkeys(("pip", "uv", "npm", "yarn", "pnpm", "apt", "apt-get", "brew", "gem"), "packages"),
    **dict.fromkeys(("docker", "podman", "kubectl", "helm", "terraform", "ansible"), "operations"),
    **dict.fromkeys(("ssh", "scp", "curl", "wget", "ping", "nmap", "nc", "dig"), "network"),
    **dict.fromkeys(("ls", "cd", "cat", "less", "find", "grep", "rg", "head", "tail", "tree"), "looking"),
    **dict.fromkeys(("vi", "vim", "nvim", "emacs", "nano", "code", "hx"), "editing"),
    **dict.fromkeys(("python", "python3", "node", "ipython", "ruby", "perl", "psql"), "running"),
    **dict.fromkeys(("read", "grep", "glob", "search"), "looking"),
    **dict.fromkeys(("edit", "write", "multiedit", "apply_patch"), "editing"),
}
_TESTING: Final = frozenset({"test", "tests", "pytest", "check"})
"""A second word that makes a command one of tests: `npm test`, `cargo test`, `make check`."""


@lru_cache(maxsize=20_000)
def work_of_path(path: str) -> str:
    """Return what a path is for: tests, docs, CI, build, dependencies, config, design or code."""
    *folders, name = path.lower().split("/")
    stem, ending = splitext(name)
    if stem.startswith(_TESTS) or stem.endswith(_TESTED):
        return "tests"
    for folder in folders:
        if folder in _BY_FOLDER:
            return _BY_FOLDER[folder]
    return _BY_NAME.get(name) or _BY_ENDING.get(ending) or CODE


@lru_cache(maxsize=20_000)
def family_of_command(head: str, second: str) -> str:
    """Return what a command is for, by its first two words; empty where that is not known."""
    if second.lower() in _TESTING:
        return "tests"
    return _FAMILIES.get(head.lower().rsplit("/", 1)[-1], "")
