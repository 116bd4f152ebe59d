"""The versions of the networks: seeing them, switching between them, training new ones."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.basis import Out
from jepa_learning.api.schemas.imports import EndLine, ProblemLine
from jepa_learning.api.schemas.models import (
    ModelOut,
    ModelsOut,
    PromoteIn,
    RollBackIn,
    TrainedLine,
    TrainIn,
    TrainLine,
)
from jepa_learning.api.state import Here, Sidecar, require_ready
from jepa_learning.api.streams import Lines, documented_stream, stream
from jepa_learning.application.networks import KINDS
from jepa_learning.application.train import LeftOut, Replaying, Step, Steps, Trained, Training
from jepa_learning.domain.model_version import ModelVersion, answering

router = APIRouter(tags=["models"], dependencies=[Depends(require_ready)])

_ERRORS = ("request_invalid", "model_unknown", "not_ready", "store_unusable")


@router.get("/v1/models", responses=documented("not_ready", "store_unusable"))
def show_models(here: Here) -> ModelsOut:
    """Say which versions are kept, and which of them answer."""
    return _models(here)


@router.post("/v1/models/promote", responses=documented(*_ERRORS))
def promote(asked: PromoteIn, here: Here) -> ModelsOut:
    """Let a version answer from now on."""
    here.application.networks.promote(asked.name)
    return _models(here)


@router.post("/v1/models/rollback", responses=documented(*_ERRORS))
def roll_back(here: Here, asked: RollBackIn | None = None) -> ModelsOut:
    """Let what answered before answer again."""
    here.application.networks.roll_back((asked or RollBackIn()).kind)
    return _models(here)


@router.post(
    "/v1/models/train",
    response_class=StreamingResponse,
    responses={
        **documented_stream(TrainLine, TrainedLine, ProblemLine, EndLine),
        **documented("request_invalid", "not_ready"),
    },
)
def train(here: Here, asked: TrainIn | None = None) -> StreamingResponse:
    """Train a copy of each network on the event log; it answers only if it is better."""
    directory = Path(asked.project) if asked and asked.project else None
    return stream(_lines(here.application.train(directory)), here.application.journal)


def _lines(steps: Steps) -> Lines:
    with closing(steps):
        for step in steps:
            yield _line(step)
    yield EndLine()


def _line(step: Step) -> Out:
    match step:
        case Replaying():
            return TrainLine(stage="replaying", **asdict(step))
        case Training():
            return TrainLine(stage="training", **asdict(step))
        case Trained(version):
            model = _model(version, [version.name] if version.state == "live" else [])
            return TrainedLine(kind=version.kind, model=model, left_out=None)
        case LeftOut(kind, reason):
            return TrainedLine(kind=kind, model=None, left_out=reason)


def _models(here: Sidecar) -> ModelsOut:
    versions = here.application.networks.versions()
    found = [answering(versions, kind) for kind in KINDS]
    names = {one.name for one in found if one is not None}
    return ModelsOut(models=[_model(one, names) for one in versions])


def _model(version: ModelVersion, names: Collection[str]) -> ModelOut:
    return ModelOut(**asdict(version), answers=version.name in names)
