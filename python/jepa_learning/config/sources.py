"""Sources: what is read of each."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.config.section import Section


class GitSettings(Section):
    """Reading git histories."""

    batch_commits: int = Field(ge=1, le=10_000, description="commits in one transaction")
    bulk_files: int = Field(ge=2, le=100_000, description="a commit that touches more files is marked bulk")
    max_files: int = Field(
        ge=2, le=1_000_000, description="of a commit that touches more, modifications are left out"
    )
    rename_similarity_percent: int = Field(
        ge=1, le=100, description="how alike two files are that count as a rename"
    )
    rename_limit: int = Field(
        ge=0, le=10_000, description="with more files added or deleted, only exact renames count"
    )


class CodeSettings(Section):
    """Reading the words inside files, with consent."""

    reader: Literal["symbols", "words"] = Field(description="what finds the words of a file")
    max_bytes: int = Field(ge=1000, le=1_000_000, description="a larger file is not read")
    most_words: int = Field(ge=10, le=400, description="distinct words kept of a file")
    name_weight: int = Field(ge=1, le=100, description="how often the name of a definition counts")
    longest_line: int = Field(ge=100, le=1_000_000, description="a file with a longer line is not read")
    generated_marks: list[str] = Field(description="a file with one of these at its top is not read")
    skipped_paths: list[str] = Field(description="globs of files that are not read")


class ShellSettings(Section):
    """Reading shell histories."""

    batch_lines: int = Field(ge=1, le=100_000, description="commands in one transaction")
    session_gap_s: int = Field(ge=60, le=86_400, description="a pause this long begins a new session")
    chunk_commands: int = Field(
        ge=10, le=10_000, description="commands of one case where the history has no times"
    )
    max_command_chars: int = Field(
        ge=100, le=1_000_000, description="a longer command is skipped and counted"
    )


class ClaudeCodeSettings(Section):
    """Reading transcripts of Claude Code."""

    batch_events: int = Field(ge=1, le=100_000, description="calls in one transaction")
    max_line_bytes: int = Field(
        ge=10_000, le=1_000_000_000, description="a longer line is skipped and counted"
    )
    max_intent_chars: int = Field(ge=0, le=10_000, description="so much of a prompt is kept, as the intent")


class SourcesSettings(Section):
    """Where events come from."""

    git: GitSettings
    code: CodeSettings
    shell: ShellSettings
    claude_code: ClaudeCodeSettings
