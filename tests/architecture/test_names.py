"""What a module calls public exists, is all that it defines, and is listed once, in order."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import jepa_learning

PACKAGE = Path(__file__).parents[2] / "python" / "jepa_learning"


def listed_in(path: Path) -> list[str] | None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return None


def module_name(path: Path) -> str:
    dotted = ".".join(("jepa_learning", *path.relative_to(PACKAGE).with_suffix("").parts))
    return dotted.removesuffix(".__init__")


LISTING = [path for path in sorted(PACKAGE.rglob("*.py")) if listed_in(path) is not None]


@pytest.mark.parametrize("path", LISTING, ids=module_name)
def test_every_listed_name_exists_and_every_public_definition_is_listed(path: Path) -> None:
    listed = listed_in(path) or []
    module = importlib.import_module(module_name(path))
    defined = {
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
    }
    assert [name for name in listed if not hasattr(module, name)] == []
    assert len(listed) == len(set(listed))
    assert defined - set(listed) == set()


def test_the_package_lists_every_public_name() -> None:
    body = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8")).body
    ours = [
        node
        for node in body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jepa_learning")
    ]
    defined = [node.name for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    public = {"__version__", *defined, *(alias.asname or alias.name for node in ours for alias in node.names)}
    assert sorted(public) == sorted(jepa_learning.__all__)


def test_the_public_names_hold_what_the_concepts_promise() -> None:
    assert {"Candidate", "Event", "Prediction", "Query", "open_learner"} <= set(jepa_learning.__all__)
