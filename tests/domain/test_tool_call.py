"""A tool call is named by its tool, the head of a command and its file, and by nothing else it was given."""

from __future__ import annotations

from typing import Any

import pytest

from jepa_learning.domain.tool_call import tool_file, tool_kind

PATCH = "*** Begin Patch\n*** Update File: src/a.py\n@@\n-password = 1\n*** Add File: b.py\n+x\n*** End Patch"


@pytest.mark.parametrize(
    ("tool", "given", "kind", "file"),
    [
        ("Edit", {"file_path": "/w/src/a.py", "new_string": "secret"}, "Edit", "src/a.py"),
        ("Read", {"file_path": "/elsewhere/a.py"}, "Read", "/elsewhere/a.py"),
        ("read", {"filePath": "b.py"}, "read", "b.py"),
        ("Bash", {"command": "git commit -m secret", "description": "y"}, "Bash:git commit", ""),
        ("shell", {"command": ["git", "status"]}, "shell:git status", ""),
        ("WebSearch", {"query": "words"}, "WebSearch", ""),
        ("Edit", {"file_path": 3}, "Edit", ""),
        ("apply_patch", {"command": PATCH}, "apply_patch", "src/a.py"),
        ("patch", {"patchText": PATCH.replace("src", "/w/src")}, "patch", "src/a.py"),
        ("apply_patch", {"command": "*** Begin Patch\n-git push"}, "apply_patch", ""),
        ("Bash", {"command": "  \n"}, "Bash", ""),
    ],
)
def test_a_call_is_named_by_its_tool_and_its_object(
    tool: str, given: dict[str, Any], kind: str, file: str
) -> None:
    assert (tool_kind(tool, given), tool_file(given, cwd="/w")) == (kind, file)
