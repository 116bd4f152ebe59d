"""The head of a command line: what is run, without what it is run on.

`cd /srv && FOO=1 git -C . status --short | head` has the head `git status`. It generalises, so that what
agents do again and again has one name, and leaves out what may be private: paths, texts, values.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Final

_SUBCOMMANDS: Final = frozenset(
    {
        *(
            "ansible",
            "apt",
            "apt-get",
            "aws",
            "az",
            "brew",
            "bun",
            "bundle",
            "cargo",
            "composer",
            "conda",
            "deno",
        ),
        *(
            "docker",
            "docker-compose",
            "dotnet",
            "flutter",
            "gcloud",
            "gh",
            "git",
            "glab",
            "go",
            "golangci-lint",
        ),
        *("gradle", "gradlew", "heroku", "helm", "hg", "jj", "just", "kubectl", "make", "mise", "mix", "mvn"),
        *("nix", "npm", "npx", "pip", "pip3", "pipx", "pnpm", "podman", "poetry", "rails", "rake", "rustup"),
        *("svn", "swift", "systemctl", "task", "terraform", "tofu", "uv", "yarn"),
    }
)
"""Programs whose first word says what they do."""

_BEFORE: Final = frozenset({"builtin", "command", "env", "exec", "nice", "nohup", "sudo", "time"})
"""What only stands before a command."""

_NO_WORK: Final = frozenset({"cd", "export", "pushd", "set", "source", "."})
"""What is done for the sake of the command behind it."""

_ENDS: Final = re.compile(r"\s*(?:&&|\|\||[;|&\n])\s*")
_VARIABLE: Final = re.compile(r"[A-Za-z_]\w*=")
_ASSIGNED: Final = re.compile(r"^[A-Za-z_]\w*=[\"']?(?:\$\(|`)")
_PROGRAM: Final = re.compile(r"[\w.+\[-]+")
_WORD: Final = re.compile(r"[A-Za-z][\w:.-]*")
_INTERPRETER: Final = re.compile(r"python[\d.]*|pypy[\d.]*")
_LONGEST: Final = 60


def head_of(command: str) -> str:
    """Return the head; empty where there is none."""
    heads = [_head(_words(part)) for part in _ENDS.split(command.replace("\\\n", " "))]
    named = [head for head in heads if head]
    working = [head for head in named if head.partition(" ")[0] not in _NO_WORK]
    return (working or named or [""])[0][:_LONGEST]


def _words(part: str) -> list[str]:
    # what a variable is set to is work, too, where a command gives it
    plain = _ASSIGNED.sub("", part.strip()).strip("(){}! \t")
    if plain.startswith("#"):
        return []
    try:
        return shlex.split(plain)
    except ValueError:  # a quote that is open: it was cut at a sign inside of it
        return plain.split()


def _head(words: Sequence[str]) -> str:
    left = list(words)
    while left and (_VARIABLE.match(left[0]) or left[0] in _BEFORE):
        left = left[1:]
    program = _name(left[0]) if left else ""
    if _INTERPRETER.fullmatch(program) and "-m" in left[1:2]:
        return " ".join([program, "-m", *filter(_WORD.fullmatch, left[2:3])])
    if program in _SUBCOMMANDS:
        word = next(filter(_WORD.fullmatch, left[1:]), "")
        return f"{program} {word}".strip()
    return program


def _name(word: str) -> str:
    """A program, by its name alone; one that was called by a path is marked as such."""
    name = word.rsplit("/", 1)[-1]
    if not _PROGRAM.fullmatch(name):
        return ""
    is_own = "/" in word and not word.startswith(("/usr/", "/bin/"))
    return f"./{name}" if is_own else name
