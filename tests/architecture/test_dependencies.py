"""The dependency rule: arrows point inward, adapters do not know one another, settings stop at bootstrap."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "python" / "jepa_learning"
SOURCES = sorted(PACKAGE.rglob("*.py"))


def imported_by(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_every_import_contract_is_kept() -> None:
    command = "from importlinter.cli import lint_imports as lint; exit(lint(no_cache=True, no_logo=True))"
    run = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_only_bootstrap_names_concrete_adapters() -> None:
    naming = {
        path.relative_to(PACKAGE).as_posix()
        for path in SOURCES
        if not path.is_relative_to(PACKAGE / "adapters")
        and any(name.startswith("jepa_learning.adapters") for name in imported_by(path))
    }
    assert {name.split("/")[0] for name in naming} == {"bootstrap"}


def test_only_the_edges_know_pydantic() -> None:
    knowing = {path.relative_to(PACKAGE).as_posix() for path in SOURCES if "pydantic" in imported_by(path)}
    assert all(name.startswith(("api/schemas/", "config/")) for name in knowing)


def test_every_adapter_folder_stands_in_the_contract_that_keeps_adapters_apart() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (independent,) = (contract["modules"] for contract in contracts if contract["type"] == "independence")
    folders = {path.parent.name for path in (PACKAGE / "adapters").glob("*/*.py")}
    assert {f"jepa_learning.adapters.{folder}" for folder in folders} == set(independent)
