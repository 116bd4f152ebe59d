"""Errors as application/problem+json with a stable code: one table, one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from jepa_learning.api.schemas.basis import Problem, in_words
from jepa_learning.domain.errors import JepaLearningError

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[Mapping[str, int]] = {
    "internal": 500,
    "config_invalid": 500,
    "event_invalid": 422,
    "request_invalid": 422,
    "consent_missing": 403,
    "change_refused": 409,
    "change_unknown": 404,
    "model_unusable": 422,
    "model_unknown": 404,
    "suggestion_unknown": 404,
    "source_unreadable": 422,
    "project_not_found": 404,
    "store_unusable": 500,
    "store_busy": 503,
    "store_version": 500,
    "not_ready": 503,
    "request_too_large": 413,
    "request_timeout": 503,
    "unauthorized": 401,
    "host_refused": 403,
    "route_unknown": 404,
    "method_not_allowed": 405,
}
"""The status of every code that goes over the wire."""

_CODES: Final = {404: "route_unknown", 405: "method_not_allowed", 413: "request_too_large"}


class NotReady(Exception):
    """The learner is being loaded."""


def problem(code: str, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return the response of an error."""
    status = STATUS[code]
    body = Problem(title=HTTPStatus(status).phrase, status=status, code=code, detail=detail)
    return JSONResponse(body.model_dump(), status_code=status, headers=headers, media_type=MEDIA_TYPE)


def documented(*codes: str) -> dict[int | str, dict[str, Any]]:
    """Describe the errors of a route for its OpenAPI entry."""
    found: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        entry = found.setdefault(
            STATUS[code], {"model": Problem, "description": "", "content": {MEDIA_TYPE: {"examples": {}}}}
        )
        entry["description"] += f"{', ' if entry['description'] else ''}`{code}`"
        example = Problem(
            title=HTTPStatus(STATUS[code]).phrase,
            status=STATUS[code],
            code=code,
            detail="what, and what to do",
        )
        entry["content"][MEDIA_TYPE]["examples"][code] = {"value": example.model_dump()}
    return found


async def on_known_error(request: Request, error: Exception) -> JSONResponse:
    """Answer an error of the tree."""
    code = error.code if isinstance(error, JepaLearningError) else "internal"
    return problem(code, str(error))


async def on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    """Answer a request that does not fit its schema, with the field and what was expected."""
    errors: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    within = [{**one, "loc": one["loc"][1:] or one["loc"]} for one in errors]  # not: in the body
    return problem("request_invalid", in_words(within) or str(error))


async def on_not_ready(request: Request, error: Exception) -> JSONResponse:
    """Answer while the learner is being loaded."""
    return problem("not_ready", str(error), {"retry-after": "1"})


async def on_http_error(request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework refuses: an unknown route, a wrong method, a body that cannot be read."""
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "request_invalid")
    detail = {
        "route_unknown": "there is nothing at this path: the routes are listed at /openapi.json",
        "method_not_allowed": f"{request.method} is not possible here: /openapi.json lists what is",
    }.get(code, str(error.detail))
    return problem(code, detail, error.headers)
