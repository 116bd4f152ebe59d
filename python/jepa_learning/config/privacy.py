"""Privacy: what is never stored, what is made unreadable, and what may be read unasked."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.config.section import Pattern, Section


class RedactPattern(Section):
    """A pattern of the user's own for secrets."""

    name: str = Field(
        pattern=r"^[a-z][a-z ]*$", description="what stands in place of the secret, in lower-case words"
    )
    pattern: Pattern = Field(
        description="regular expression; its group `secret`, else 1, else all is replaced"
    )


class PrivacySettings(Section):
    """What is never stored, beyond the built-in lists, which cannot be switched off."""

    deny_paths: list[str] = Field(description="more files that are never stored, as gitignore-like patterns")
    deny_commands: list[Pattern] = Field(
        description="more commands that are never stored, as regular expressions"
    )
    redact_patterns: list[RedactPattern] = Field(description="more secrets that are replaced")


class ConsentSettings(Section):
    """What may be read where the user was never asked."""

    git: bool = Field(description="the history of the repository that a command is about")
    code: bool = Field(description="words inside the files of a repository whose history is read")
    jsonl: bool = Field(description="events that somebody hands over, as JSON lines or over HTTP")
    files: bool = Field(description="which files of a project are saved, while it runs")
    shell: bool = Field(description="what is typed in shells: their histories, and what their hooks tell")
    agent: bool = Field(description="the tool calls of coding agents")
    claude_code: bool = Field(description="transcripts of Claude Code: which tools it called, and for what")
    autonomous: bool = Field(description="changes by `optimize` without a question, where it is switched on")
