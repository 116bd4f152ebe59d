"""Every route of the sidecar is documented, and every documented route exists."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

from fastapi import FastAPI

from jepa_learning.api import routes
from jepa_learning.api.problems import STATUS

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "http.md").read_text(encoding="utf-8")
ERRORS = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")


def existing() -> set[str]:
    app = FastAPI()
    for module in pkgutil.iter_modules(routes.__path__, f"{routes.__name__}."):
        app.include_router(importlib.import_module(module.name).router)
    return {f"{verb.upper()} {path}" for path, verbs in app.openapi()["paths"].items() for verb in verbs}


def test_the_documented_routes_are_those_of_the_openapi_schema() -> None:
    rows = re.findall(r"^\| (`(?:GET|PUT|POST|DELETE) [^|]+) \|", REFERENCE, flags=re.MULTILINE)
    assert {route for row in rows for route in re.findall(r"`([A-Z]+ /\S+)`", row)} == existing()


def test_every_code_that_goes_over_the_wire_is_documented() -> None:
    documented = set(re.findall(r"^\| `([a-z_]+)`", ERRORS, flags=re.MULTILINE))
    assert set(STATUS) - documented == set()
