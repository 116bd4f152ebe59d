"""Fit: turns a tree of plain values into settings, or says in words where it does not fit."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from jepa_learning.config.section import Section

JsonSchema = dict[str, Any]


class Unfit(Exception):
    """A tree of values does not fit its model: where, and in words what is wrong there."""

    def __init__(self, path: tuple[str | int, ...], words: str) -> None:
        super().__init__(f"{dotted(path)} {words}")
        self.path = path


Model = TypeVar("Model", bound=Section)


def fit(model: type[Model], tree: Mapping[str, object]) -> Model:
    """Turn a tree of plain values into settings.

    Raises:
        Unfit: A key is unknown or missing, or a value has the wrong type or is out of range.
    """
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _unfit(first["loc"], first, model.model_json_schema()) from error


def schema_at(schema: Mapping[str, object], path: Iterable[str | int]) -> JsonSchema:
    """Return the part of a JSON schema that is about the value at `path`."""
    part: JsonSchema = dict(schema)
    for key in path:
        part = part["items"] if isinstance(key, int) else _property(part, key)
        if "$ref" in part:
            part = cast(dict[str, JsonSchema], schema["$defs"])[part["$ref"].rpartition("/")[2]]
    return part


def _property(part: JsonSchema, key: str) -> JsonSchema:
    known = part.get("properties", {})
    return cast(JsonSchema, known[key] if key in known else part["additionalProperties"])


def allowed(part: JsonSchema, schema: Mapping[str, object]) -> str:
    """Say in words what a part of a JSON schema allows."""
    if "enum" in part:
        return " or ".join(part["enum"])
    if "anyOf" in part:
        return allowed(part["anyOf"][0], schema)
    if "const" in part:
        return json.dumps(part["const"])
    if "$ref" in part:
        return allowed(schema_at({**schema, "properties": {"it": part}}, ["it"]), schema)
    match part.get("type"):
        case "integer" | "number" as kind:
            article = "a whole number" if kind == "integer" else "a number"
            word, low = (
                ("from", part["minimum"]) if "minimum" in part else ("above", part["exclusiveMinimum"])
            )
            return f"{article} {word} {_short(low)} to {_short(part['maximum'])}"
        case "boolean":
            return "true or false"
        case "array" if part.get("maxItems") == 0:
            return "an empty list"
        case "array":
            return f"a list, each {allowed(part['items'], schema)}"
        case "object":
            return f"a group of {', '.join(part.get('properties', {}))}"
    return f"a text like {part['pattern']}" if "pattern" in part else "a text"


def _short(number: float) -> str:
    return str(int(number) if number == int(number) else number)


def dotted(path: Iterable[str | int]) -> str:
    """Write a path as `sidecar.port`."""
    return ".".join(map(str, path))


def _unfit(path: tuple[str | int, ...], problem: Mapping[str, Any], schema: JsonSchema) -> Unfit:
    match problem["type"]:
        case "extra_forbidden":
            return Unfit(path, f"is unknown: {_nearest(schema, path)}")
        case "missing":
            return Unfit(path, f"is missing: expected {allowed(schema_at(schema, path), schema)}")
        case "value_error":
            return Unfit(path, f"is {problem['input']!r}: {problem['msg'].removeprefix('Value error, ')}")
    return Unfit(path, f"is {problem['input']!r}: expected {allowed(schema_at(schema, path), schema)}")


def _nearest(schema: Mapping[str, object], path: tuple[str | int, ...]) -> str:
    names = list(schema_at(schema, path[:-1])["properties"])
    near = difflib.get_close_matches(str(path[-1]), names, n=1, cutoff=0.0)
    return f"the nearest key is {near[0]}" if near else "no key is expected here"
