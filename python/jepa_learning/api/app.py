"""Makes the FastAPI app of an application: routes, errors, bounds. It starts and stops nothing."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from jepa_learning.api.activity import Activity, Followed
from jepa_learning.api.guard import Guard
from jepa_learning.api.limits import Limits
from jepa_learning.api.mcp.door import STDIO, Door
from jepa_learning.api.problems import (
    NotReady,
    documented,
    on_http_error,
    on_invalid_request,
    on_known_error,
    on_not_ready,
)
from jepa_learning.api.routes import (
    adaptations,
    contexts,
    drift,
    events,
    feedback,
    health,
    hooks,
    imports,
    memory,
    models,
    optimize,
    organization,
    pause,
    predictions,
    preparations,
    privacy,
    related,
    search,
    status,
    understanding,
    whispers,
    workflows,
)
from jepa_learning.api.state import Sidecar
from jepa_learning.domain.errors import JepaLearningError

_ROUTERS: Final = (
    health,
    events,
    imports,
    predictions,
    preparations,
    feedback,
    related,
    search,
    contexts,
    drift,
    optimize,
    adaptations,
    understanding,
    organization,
    status,
    memory,
    models,
    privacy,
    hooks,
    pause,
    whispers,
    workflows,
)
_ANYWHERE: Final = ("request_too_large", "request_timeout", "internal", "unauthorized", "host_refused")


def create_app(
    sidecar: Sidecar,
    *,
    activity: Activity,
    request_limit_bytes: int,
    call_limit_bytes: int,
    request_timeout_s: float,
    token: str | None = None,
) -> FastAPI:
    """Make the app.

    Args:
        sidecar: What the handlers work with.
        activity: Told of every request.
        request_limit_bytes: Largest body.
        call_limit_bytes: Largest body of an agent's hook.
        request_timeout_s: Longest wait for the begin of an answer.
        token: What every request must carry; None where the transport itself lets only the user in.
    """
    app = FastAPI(
        title="jepa-learning sidecar",
        version=sidecar.version,
        summary="Learns from events and says what comes next. docs/reference/http.md has it in words.",
        docs_url=None,  # they would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        responses=documented(*_ANYWHERE),
    )
    app.state.sidecar = sidecar
    for module in _ROUTERS:
        app.include_router(module.router)
    app.state.mcp = Door(sidecar, activity=activity, most_bytes=request_limit_bytes)
    app.router.routes.extend(app.state.mcp.routes())
    app.add_exception_handler(JepaLearningError, on_known_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(NotReady, on_not_ready)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_middleware(
        Limits,
        request_bytes=request_limit_bytes,
        timeout_s=request_timeout_s,
        larger={"/v1/hooks/agents/": (call_limit_bytes, "sidecar.call_limit_bytes")},
        connections={STDIO},
    )
    if token is not None:
        app.add_middleware(Guard, token=token)
    # the last is outermost
    app.add_middleware(Followed, activity=activity, journal=sidecar.application.journal)
    return app
