r"""What hooks send: fields for shells and git, a JSON object for agents.

A field is `name=value` and ends with a zero byte, which is the only byte that no command line and no path
can hold: so a shell sends any value as it is, and quotes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from jepa_learning.domain.errors import RequestError

_END: Final = b"\0"
_MOST_FIELDS: Final = 32


def parse_fields(body: bytes) -> dict[str, str]:
    """Return the fields by name; bytes that are no UTF-8 stay visible and distinct, as in a history.

    Raises:
        RequestError: The body is not made of fields.
    """
    if not body.endswith(_END) or body.count(_END) > _MOST_FIELDS:
        raise RequestError("the body is not made of fields: expected name=value, each ended by a zero byte")
    fields: dict[str, str] = {}
    for field in body[:-1].split(_END):
        name, separator, value = field.partition(b"=")
        if not separator:
            raise RequestError("a field has no name: expected name=value, ended by a zero byte")
        fields[name.decode("ascii", "backslashreplace")] = value.decode("utf-8", "backslashreplace")
    return fields


def require(fields: Mapping[str, str], name: str) -> str:
    """Return a field that must be there.

    Raises:
        RequestError: It is not, or it is empty.
    """
    if not fields.get(name):
        raise RequestError(f"the field {name!r} is missing or empty")
    return fields[name]


def number(fields: Mapping[str, str], name: str) -> float | None:
    """Return a field as a number; None where it is none: a clock that fails must not lose the command."""
    try:
        value = float(fields.get(name, ""))
    except ValueError:
        return None
    return value if isfinite(value) else None


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object of an agent's hook.

    Raises:
        RequestError: It is none.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"the body is no JSON ({type(error).__name__}): expected an object") from error
    if not isinstance(value, dict):
        raise RequestError(f"the body is a JSON {type(value).__name__}: expected an object")
    return value


def text(given: Mapping[str, Any], name: str) -> str:
    """Return a text of the object; empty where there is none."""
    value = given.get(name)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
