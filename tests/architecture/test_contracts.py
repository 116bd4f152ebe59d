"""Every port is small, is a Protocol, and has one contract suite that runs over every adapter of it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PORTS = sorted(
    path for path in (ROOT / "python" / "jepa_learning" / "ports").glob("*.py") if path.stem != "__init__"
)


def protocols(path: Path) -> list[ast.ClassDef]:
    return [
        node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Protocol" for base in node.bases)
    ]


@pytest.mark.parametrize("path", PORTS, ids=lambda path: path.stem)
def test_a_port_is_one_protocol_of_at_most_five_methods(path: Path) -> None:
    (port,) = protocols(path)
    methods = [node for node in port.body if isinstance(node, ast.FunctionDef)]
    assert 1 <= len(methods) <= 5


@pytest.mark.parametrize("path", PORTS, ids=lambda path: path.stem)
def test_a_port_has_a_contract_suite(path: Path) -> None:
    words = re.findall(r"[A-Z][a-z]+", protocols(path)[0].name)
    assert (ROOT / "tests" / "contracts" / f"test_{'_'.join(words).lower()}.py").is_file()
