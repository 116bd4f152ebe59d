"""Every error code, of Python and of the shim, is documented, and every documented code exists."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import jepa_learning
from jepa_learning.domain.errors import JepaLearningError

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")


def tree(error: type[JepaLearningError]) -> Iterator[type[JepaLearningError]]:
    yield error
    for below in error.__subclasses__():
        yield from tree(below)


def all_errors() -> list[type[JepaLearningError]]:
    for module in pkgutil.walk_packages(jepa_learning.__path__, "jepa_learning."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return list(tree(JepaLearningError))


def documented() -> set[str]:
    return set(rows())


def rows() -> list[str]:
    return re.findall(r"^\| `([a-z_]+)`", REFERENCE, flags=re.MULTILINE)


def test_every_code_is_documented_once() -> None:
    assert len(rows()) == len(documented())


def test_every_error_of_the_tree_is_documented() -> None:
    assert {error.code for error in all_errors()} - documented() == set()


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [error.code for error in all_errors()]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not CODE.fullmatch(code)] == []


def test_every_documented_code_stands_in_the_code() -> None:
    sources = [*(ROOT / "python").rglob("*.py"), *(ROOT / "js").rglob("*.js")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert {code for code in documented() if not re.search(rf"""['"]{code}['"]""", text)} == set()


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    import jepa_learning.domain.errors as module

    drawn = re.findall(r"(\w+Error)\s+([a-z_]+)$", module.__doc__ or "", flags=re.MULTILINE)
    assert dict(drawn) == {error.__name__: error.code for error in all_errors()}
