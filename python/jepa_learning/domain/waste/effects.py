"""Effects: what a command or a tool call does to the world: read it, wait for it, or change it.

From the name of the program alone, so it is a guess: what is not known to read is taken to change.
"""

from __future__ import annotations

import re
from typing import Final

from jepa_learning.domain.patterns.act import Act

_READERS: Final = frozenset(
    {
        "awk", "bat", "cat", "df", "diff", "du", "echo", "env", "fd", "file", "find", "finger",
        "fgrep", "grep", "egrep", "head", "help", "history", "hostname", "id", "jobs", "jq", "last",
        "less", "ll", "locate", "ls", "lsof", "man", "more", "nl", "pgrep", "ping", "printenv", "ps",
        "pwd", "rg", "sort", "stat", "tail", "top", "tree", "tty", "uname", "uptime", "wc", "w",
        "which", "who", "whoami", "read", "view", "open", "glob", "search", "grep_search", "read_file",
        "list_files", "ls_tool", "find_file", "read_range", "webfetch",
    }
)  # fmt: skip
_STATUS: Final = re.compile(
    r"(?:git (?:status|log|diff|show|branch|blame|fetch|remote)"
    r"|gh (?:run|pr|workflow|issue) (?:view|list|status|checks|watch)"
    r"|kubectl (?:get|describe|logs|rollout)|docker (?:ps|logs|inspect|stats|images)"
    r"|docker[- ]compose (?:ps|logs)|systemctl status|service \S+ status"
    r"|aws \S+ (?:describe|list|get)\S*|terraform (?:plan|show)"
    r"|sed -n|squeue|qstat|bjobs|nvidia-smi|curl|wget --spider)\b"
)
_WAITS: Final = frozenset({"sleep", "wait"})
_WRITERS: Final = frozenset(
    {"edit", "write", "multiedit", "notebookedit", "apply_patch", "str_replace", "create"}
)
_SHELLS: Final = re.compile(r"(?:Bash|bash|shell|Shell)[:\s]+")


def is_read(act: Act) -> bool:
    """Say whether it only looks."""
    line = command_of(act)
    return program_of(act).lower() in _READERS or bool(_STATUS.match(line))


def is_same_read(act: Act) -> bool:
    """Say whether it only looks, and just at the same as every other with its line."""
    return act.is_whole and is_read(act)


def is_wait(act: Act) -> bool:
    """Say whether it only lets time pass."""
    return program_of(act) in _WAITS


def is_edit(act: Act) -> bool:
    """Say whether an agent writes a file with it."""
    return act.kind == "tool" and program_of(act).lower() in _WRITERS


def is_change_of(act: Act, path: str) -> bool:
    """Say whether it may have changed a file."""
    if is_edit(act):
        return path in act.line
    return act.kind == "command" and not is_read(act) and not is_wait(act)


def is_destructive(line: str) -> bool:
    """Say whether a command may lose something for good, or reach others."""
    return bool(re.search(_DESTRUCTIVE, line))


def program_of(act: Act) -> str:
    """Return the program of a command, or the tool of a call."""
    return program_in(act.kind, act.line)


def program_in(kind: str, line: str) -> str:
    """Return the program of a command line, or the tool of a call, as it was written."""
    return _command_in(kind, line).split(" ", 1)[0]


def command_of(act: Act) -> str:
    """Return the command line that was run; of a tool call that runs one, without the tool."""
    return _command_in(act.kind, act.line)


def _command_in(kind: str, line: str) -> str:
    return _SHELLS.sub("", line, count=1) if kind == "tool" else line


_DESTRUCTIVE: Final = re.compile(
    r"(?:^|[;&|]\s*)(?:sudo|rm|dd|mkfs|shutdown|reboot|kill|killall|pkill|truncate|shred) "
    r"|git (?:push|reset|clean|rebase|checkout --|restore|branch -[dD]|stash drop)|--force|--hard|-delete\b"
    r"|(?:kubectl|terraform|helm|aws|gcloud) (?:delete|destroy|apply|uninstall|s3 rm)"
    r"|(?:npm|cargo|twine) (?:publish|upload)|docker (?:rm|rmi|system prune|volume rm)"
    r"|drop (?:table|database)",
    re.IGNORECASE,
)
