"""A tool call is named by its tool, the head of a command and its file, and by nothing else it was given."""

from __future__ import annotations

from typing import Any

import pytest

from jepa_learning.domain.tool_call import MOST_FILES, tool_files, tool_kind

PATCH = "*** Begin Patch\n*** Update File: src/a.py\n@@\n-password = 1\n*** Add File: b.py\n+x\n*** End Patch"


@pytest.mark.parametrize(
    ("tool", "given", "kind", "files"),
    [
        ("Edit", {"file_path": "/w/src/a.py", "new_string": "secret"}, "Edit", ["src/a.py"]),
        ("Read", {"file_path": "/elsewhere/a.py"}, "Read", ["/elsewhere/a.py"]),
        ("read", {"filePath": "b.py"}, "read", ["b.py"]),
        ("Bash", {"command": "git commit -m secret", "description": "y"}, "Bash:git commit", []),
        ("shell", {"command": ["git", "status"]}, "shell:git status", []),
        ("WebSearch", {"query": "words"}, "WebSearch", []),
        ("Edit", {"file_path": 3}, "Edit", []),
        ("apply_patch", {"command": PATCH}, "apply_patch", ["src/a.py", "b.py"]),
        ("patch", {"patchText": PATCH.replace("src", "/w/src")}, "patch", ["src/a.py", "b.py"]),
        ("apply_patch", {"command": "*** Begin Patch\n-git push"}, "apply_patch", []),
        ("Bash", {"command": "  \n"}, "Bash", []),
    ],
)
def test_a_call_is_named_by_its_tool_and_its_object(
    tool: str, given: dict[str, Any], kind: str, files: list[str]
) -> None:
    assert (tool_kind(tool, given), [*tool_files(given, cwd="/w")]) == (kind, files)


def test_of_a_sweep_over_a_project_some_files_are_kept_each_once() -> None:
    swept = "".join(f"*** Update File: {number % 50}.py\n" for number in range(100))
    patch = f"*** Begin Patch\n{swept}*** End Patch"
    assert [*tool_files({"patchText": patch})] == [f"{number}.py" for number in range(MOST_FILES)]
