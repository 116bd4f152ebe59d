"""Importing does no work: nothing is printed, started, opened for writing, nothing heavy is loaded."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "python" / "jepa_learning"
SOURCES = sorted(PACKAGE.rglob("*.py"))
MODULES = [
    ".".join(("jepa_learning", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in SOURCES
    if path.stem != "__main__"
]
DECLARATIONS = (
    *(ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
)

WATCH = """
import json, sys, threading
def hook(name, args):
    if name == "socket.bind" and args[1][:2] == ("::1", 0):
        return  # urllib3, of qdrant-client, looks whether there is IPv6
    if name in {"subprocess.Popen", "socket.bind", "socket.connect", "sqlite3.connect", "os.mkdir"}:
        happened.append(name)
    if name == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        happened.append(f"open {args[0]}")
happened = []
sys.dont_write_bytecode = True
sys.addaudithook(hook)
import importlib
for module in json.loads(sys.argv[1]):
    importlib.import_module(module)
print(json.dumps({"happened": happened, "threads": threading.active_count(), "modules": sorted(sys.modules)}))
"""


def after_importing(modules: list[str]) -> dict[str, object]:
    command = [sys.executable, "-c", WATCH, json.dumps(modules)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    assert isinstance(found, dict)
    return found


def test_importing_everything_starts_and_writes_nothing() -> None:
    found = after_importing(MODULES)
    assert (found["happened"], found["threads"]) == ([], 1)


def test_importing_the_package_loads_no_framework() -> None:
    modules = after_importing(["jepa_learning"])["modules"]
    assert isinstance(modules, list)
    assert not {"fastapi", "uvicorn", "pygit2", "detect_secrets", "mlx"} & set(modules)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_only_declares(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    working = [
        ast.unparse(node)
        for node in body
        if not isinstance(node, DECLARATIONS)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (
            isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "__name__ == '__main__'"}
        )
    ]
    assert working == []
