"""Deny lists: events about keys, tokens and credential stores are never stored.

Paths are matched by gitignore-like globs at any depth, command lines by regular expressions and by the paths
that they name. What the user adds joins the built-in lists, which cannot be switched off. It does not look
at what a file holds: a secret in the text of an event is the redactor's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from jepa_learning.domain.errors import ConfigError
from jepa_learning.domain.event import Event

DENIED_PATHS: Final = (
    # keys and certificates
    *(
        "*.pem",
        "*.key",
        "*.p8",
        "*.p12",
        "*.pfx",
        "*.ppk",
        "*.jks",
        "*.keystore",
        "*.kdb",
        "*.kdbx",
        "*.ovpn",
    ),
    *("id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", "*_rsa", "*_ed25519", "*.agekey", "wallet.dat"),
    # credentials by name
    *(".env*", "*.env", "secrets.*", "credentials", "credentials*.json", "service-account*.json", "*.token"),
    *(
        "client_secret*.json",
        "*.tfstate",
        "*.tfstate.*",
        "*.tfvars",
        ".terraform/",
        "terraform.rc",
        ".terraformrc",
    ),
    # credentials of tools
    *(
        ".netrc",
        "_netrc",
        ".npmrc",
        ".yarnrc.yml",
        ".pypirc",
        ".git-credentials",
        ".htpasswd",
        ".pgpass",
        ".my.cnf",
    ),
    *(".vault-token", ".s3cfg", ".boto", "rclone.conf", ".dockercfg", ".docker/config.json", "gh/hosts.yml"),
    *(
        ".cargo/credentials*",
        ".gem/credentials",
        ".m2/settings.xml",
        ".composer/auth.json",
        ".config/gcloud/",
    ),
    # whole folders
    *(
        ".ssh/",
        ".gnupg/",
        ".aws/",
        ".azure/",
        ".kube/",
        ".password-store/",
        ".secrets/",
        "keyrings/",
        "Keychains/",
    ),
    *("*.keychain", "*.keychain-db", "login.keyring", "/etc/shadow", "/etc/gshadow", "/etc/ssl/private/"),
)
"""Globs that are always denied; a trailing slash means everything below."""

DENIED_COMMANDS: Final = (
    r"^\s",  # a leading space is how a user keeps a command out of a history
    r"--password-stdin\b",  # what is piped in is usually echoed on the same line
    r"--from-literal\b",
    r"\b(?:chpasswd|htpasswd|mkpasswd|sshpass|secret-tool|gopass)\b",
    r"\bsecurity\s+(?:add|find)-(?:generic|internet)-password\b",
    r"\bpass\s+(?:insert|generate|show|edit|otp)\b",
    r"\bop\s+(?:read|item|signin)\b",
    r"\bbw\s+(?:unlock|login|get|create)\b",
    r"\bkeyring\s+(?:set|get)\b",
    r"\bvault\s+(?:kv\s+put|write|login)\b",
    r"\bgpg2?\b.*--(?:export-secret|passphrase)",
    r"\b(?:gh|glab|wrangler|fly|flyctl|doppler)\s+secrets?\s+(?:set|put)\b",
    r"\bheroku\s+config:set\b",
    r"\bopenssl\s+passwd\b",
)
"""Regular expressions, searched in command lines, that are always denied."""

_PATH_ATTRIBUTES: Final = ("old_path", "cwd", "path", "file")
_BETWEEN_WORDS: Final = re.compile(r"[\s'\"`=:,;|&<>()\[\]{}@]+")


class DenyList:
    """Says which events must not be stored.

    Args:
        paths: The user's own globs, in addition to the built-in ones.
        commands: The user's own regular expressions on command lines, in addition to the built-in ones.

    Raises:
        ConfigError: A glob is a negation, or a regular expression is not one.
    """

    def __init__(self, *, paths: Sequence[str], commands: Sequence[str]) -> None:
        self._paths = re.compile("|".join(_glob(path) for path in (*DENIED_PATHS, *paths)), re.IGNORECASE)
        self._commands = tuple(_regex(command) for command in (*DENIED_COMMANDS, *commands))
        self._denies_path = lru_cache(maxsize=4096)(self._matches_path)

    def denies(self, event: Event) -> bool:
        """Say whether the event is about something that must not be stored."""
        if any(self.denies_path(path) for path in _paths_of(event)):
            return True
        line = _command_line_of(event)
        return any(command.search(line) for command in self._commands) if line else False

    def denies_path(self, path: str) -> bool:
        """Say whether a path, relative or absolute, is denied."""
        return self._denies_path(path)

    def _matches_path(self, path: str) -> bool:
        return self._paths.search(path.replace("\\", "/")) is not None


def _command_line_of(event: Event) -> str:
    """What may be a command line: a command, and what a tool was called with."""
    if event.kind == "command":
        return event.activity
    return event.activity.partition(":")[2] if event.kind == "tool" else ""


def _paths_of(event: Event) -> Iterator[str]:
    """Everything that may be a path: a file's own, those that a command line or a tool call names."""
    if event.kind == "file":
        yield event.activity
    else:
        yield from filter(None, _BETWEEN_WORDS.split(event.activity))
    for name in _PATH_ATTRIBUTES:
        value = event.attributes.get(name)
        if isinstance(value, str):
            yield value
            yield from value.splitlines()  # a patch is about several files


def _regex(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ConfigError(
            f"privacy.deny_commands has {pattern!r}, which is not a regular expression ({error}): correct it"
        ) from error


def _glob(pattern: str) -> str:
    """Translate a gitignore-like glob; unlike there, one with a slash inside matches at any depth."""
    if pattern.startswith("!") or not pattern.strip("/~ "):
        raise ConfigError(
            f"privacy.deny_paths has {pattern!r}: expected a glob such as *.pem or .ssh/; "
            "nothing can be taken off the list"
        )
    anchor = "^" if pattern.startswith("/") else "(?:^|/)"
    body = pattern.removeprefix("~").strip("/")
    return f"{anchor}/?{_glob_body(body)}(?:/|$)" if anchor == "^" else f"{anchor}{_glob_body(body)}(?:/|$)"


def _glob_body(body: str) -> str:
    parts = re.split(r"(\*\*/|/\*\*\Z|\*|\?|\[[^\]]+\])", body)
    return "".join(
        _WILD.get(part) or (_set(part) if part.startswith("[") else re.escape(part)) for part in parts
    )


def _set(part: str) -> str:
    inside = part[1:-1].replace("\\", "\\\\")
    return f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"


_WILD: Final = {"**/": "(?:.*/)?", "/**": "/.*", "*": "[^/]*", "?": "[^/]"}
