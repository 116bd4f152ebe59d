"""Whether the sidecar is alive, whether it can answer, and asking it to leave."""

from __future__ import annotations

from fastapi import APIRouter, Request

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.health import Health, Leaving, Ready
from jepa_learning.api.state import PROTOCOL, Here, require_ready

router = APIRouter(tags=["sidecar"])


@router.get("/healthz")
async def healthz(here: Here) -> Health:
    """Say that the sidecar is alive, and which one it is."""
    ready = here.application.learner.loading is None
    return Health(version=here.version, protocol=PROTOCOL, pid=here.pid, ready=ready)


@router.get("/readyz", responses=documented("not_ready"))
async def readyz(request: Request) -> Ready:
    """Say whether questions can be answered; until then, how far loading is."""
    await require_ready(request)
    return Ready()


@router.post("/v1/shutdown", status_code=202)
async def shutdown(here: Here) -> Leaving:
    """Save and exit."""
    here.leave()
    return Leaving()
