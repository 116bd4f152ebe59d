"""Forms of activities: what stays when the arguments of a command are replaced by typed slots.

`git checkout fix-7` and `git checkout main` are both `git checkout <branch>`. Flags, the program and the
subcommands of well-known programs stay as they are. It reads words only: it knows no shell grammar and no
file system.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

SLOTS: Final = ("path", "branch", "number", "name", "url", "hash", "text")
"""What an argument can be; `text` is a quoted sentence, such as the message of a commit."""

_WORD: Final = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'])+|["']\S*""")
_OPTION: Final = re.compile(r"(--?[A-Za-z][\w-]*=)(.+)", re.DOTALL)
_ASSIGNMENT: Final = re.compile(r"([A-Za-z_]\w*=)(.+)", re.DOTALL)
_FLAG: Final = re.compile(r"--?[A-Za-z][\w-]*$|--?$")
_OPERATOR: Final = re.compile(r"[|&;<>(){}!]+$|\d?>&?\d?$")
_SPLITTER: Final = re.compile(r"(?:\|\|?|&&|;|&)$")

_KINDS: Final = (
    ("url", re.compile(r"(?:[a-z][a-z0-9+.-]*://\S+|[\w.-]+@[\w.-]+:\S+)$", re.IGNORECASE)),
    ("number", re.compile(r"[+-]?\d+(?:[.,:]\d+)*%?$")),
    ("hash", re.compile(r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}$")),
    ("path", re.compile(r"(?:[~.]|.*/|.*\.[A-Za-z][A-Za-z0-9]{0,5}$|.*[*?])")),
)

_SUBCOMMANDS: Final = frozenset(
    {
        "apt", "apt-get", "aws", "brew", "bundle", "cargo", "conda", "docker", "docker-compose", "dotnet",
        "flutter", "gcloud", "gem", "gh", "git", "go", "gradle", "helm", "hg", "just", "kubectl", "make",
        "mix", "mvn", "npm", "npx", "nx", "pip", "pip3", "pipenv", "pnpm", "podman", "poetry", "rails",
        "rake", "rustup", "service", "svn", "systemctl", "terraform", "tmux", "turbo", "uv", "vagrant",
        "yarn",
    }
)  # fmt: skip
"""Programs whose first plain word says what they do."""

_TWICE: Final = frozenset(
    {
        ("aws", "s3"), ("docker", "compose"), ("gh", "issue"), ("gh", "pr"), ("gh", "run"), ("git", "remote"),
        ("git", "stash"), ("git", "submodule"), ("git", "worktree"), ("npm", "run"), ("pnpm", "run"),
        ("uv", "pip"), ("uv", "run"), ("yarn", "run"), ("poetry", "run"), ("kubectl", "get"),
        ("cargo", "run"),
    }
)  # fmt: skip
"""And those whose second does, too."""

_OF_BRANCHES: Final = frozenset(
    {"checkout", "switch", "merge", "rebase", "branch", "push", "pull", "fetch", "cherry-pick"}
)
_REMOTES: Final = frozenset({"origin", "upstream"})
_BEFORE: Final = frozenset({"sudo", "time", "nohup", "env", "nice", "Bash", "shell", "Shell"})
"""What only stands before a command; of an agent, the tool that runs one."""


@dataclass(frozen=True, slots=True)
class Form:
    """An activity without its arguments.

    Attributes:
        text: Its words, arguments as `<path>`, `<branch>`, ...
        values: The arguments, in order.
    """

    text: str
    values: tuple[str, ...] = ()


@lru_cache(maxsize=65_536)
def form_of(activity: str) -> Form:
    """Return the form of a command line or a tool call, and the arguments that were taken out of it."""
    reader = _Reader()
    words = [reader.read(word) for word in _WORD.findall(activity)]
    return Form(" ".join(words) or activity.strip(), tuple(reader.values))


class _Reader:
    """Reads the words of one line, one after the other."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._literals: list[str] = []  # program and subcommands of the simple command that is being read
        self._is_open = True  # the next plain word may be one of them

    def read(self, word: str) -> str:
        """Return the word, or the slot that stands for it."""
        if _OPERATOR.match(word):
            if _SPLITTER.match(word):
                self._literals, self._is_open = [], True
            return word
        if not self._literals:
            return self._program(word)
        if _FLAG.match(word):
            return word
        if option := _OPTION.match(word):
            return option[1] + self._slot(option[2])
        if self._is_open and self._is_subcommand(word):
            self._literals.append(word)
            return word
        self._is_open = False
        return word if self._is_remote(word) else self._slot(word)

    def _program(self, word: str) -> str:
        if assignment := _ASSIGNMENT.match(word):
            return assignment[1] + self._slot(assignment[2])
        if word not in _BEFORE:
            self._literals.append(word)
        return word

    def _is_subcommand(self, word: str) -> bool:
        if kind_of(word) != "name":
            return False
        program = self._literals[0]
        return (len(self._literals) == 1 and program in _SUBCOMMANDS) or tuple(self._literals) in _TWICE

    def _is_remote(self, word: str) -> bool:
        return self._literals[0] == "git" and word in _REMOTES

    def _slot(self, word: str) -> str:
        self.values.append(word)
        kind = kind_of(word)
        if kind in {"name", "path"} and self._names_branches() and not word.startswith((".", "/", "~")):
            kind = "branch"
        return f"<{kind}>"

    def _names_branches(self) -> bool:
        return self._literals[:1] == ["git"] and self._literals[-1] in _OF_BRANCHES


def kind_of(word: str) -> str:
    """Return which of `SLOTS` an argument is."""
    plain = word.strip("\"'")
    if plain != word and re.search(r"\s", plain):
        return "text"
    return next((kind for kind, pattern in _KINDS if pattern.match(plain)), "name")
