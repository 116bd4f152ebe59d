"""Networks: which of them answer, how they go on learning, and what trains them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from jepa_learning.adapters.council.model import CouncilModel
from jepa_learning.adapters.council.weights import load_weights
from jepa_learning.adapters.filesystem.model_registry import shipped_in
from jepa_learning.adapters.lazy_latent_model import LazyLatentModel, LearningModel
from jepa_learning.application.networks import KINDS, Networks, Promoted
from jepa_learning.application.train import TrainOptions
from jepa_learning.config.layers import models_folder
from jepa_learning.config.settings import Settings
from jepa_learning.domain.errors import ModelError
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.model_version import COUNCIL
from jepa_learning.folders import Folders
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.journal import Journal
from jepa_learning.ports.latent_trainer import LatentTrainer
from jepa_learning.ports.model_registry import ModelRegistry

if TYPE_CHECKING:
    from jepa_learning.adapters.mlx.runtime import MlxReport


def connect_networks(settings: Settings, folders: Folders, learner: Learner, *, waits: bool) -> None:
    """Let a learner that replays a history find the networks that ship; each is loaded when first needed.

    Versions of this machine's own are not among them: they have learnt from the history that is replayed.

    Args:
        waits: Whether a network learns as soon as it can, and is waited for.

    Raises:
        StoreError: The council is not what was shipped.
    """
    shipped = models_folder()
    place = {one.kind: shipped / one.name for one in shipped_in(shipped)}
    learner.connect(
        {kind: _network(settings, folders, partial(place.get, kind), waits=waits) for kind in KINDS}
    )
    connect_council(learner)


def connect_council(learner: Learner) -> None:
    """Let a learner find the council that ships; without one it is silent.

    Raises:
        StoreError: It is not what was shipped.
    """
    folder = models_folder() / COUNCIL
    if (folder / "config.json").is_file():
        learner.connect({COUNCIL: CouncilModel(load_weights(folder))})


def build_networks(
    settings: Settings,
    folders: Folders,
    *,
    registry: ModelRegistry,
    clock: Clock,
    sequence: Callable[[], int],
    journal: Journal,
) -> Networks:
    def make(
        kind: str, place: Callable[[], Path | None], is_new: Callable[[int], bool], promoted: Promoted
    ) -> LazyLatentModel:
        return _network(settings, folders, place, waits=False, now=sequence, is_new=is_new, promoted=promoted)

    keep = settings.jepa.live.keep
    return Networks(make, registry=registry, clock=clock, sequence=sequence, keep=keep, journal=journal)


def _network(
    settings: Settings,
    folders: Folders,
    place: Callable[[], Path | None],
    *,
    waits: bool,
    now: Callable[[], int] = lambda: 0,
    is_new: Callable[[int], bool] = lambda event: True,
    promoted: Promoted = lambda verdict, lessons, write: None,
) -> LazyLatentModel:
    live = settings.jepa.live
    make = partial(_live_event_jepa, settings, folders, waits=waits, promoted=promoted)
    return LazyLatentModel(
        make,
        place=place,
        every=live.every,
        most=live.replay,
        waits=waits,
        carry=0 if waits else live.compared,
        now=now,
        is_new=is_new,
    )


def _live_event_jepa(
    settings: Settings, folders: Folders, place: Path | None, *, waits: bool, promoted: Promoted
) -> LearningModel:
    from jepa_learning.adapters.mlx.runtime import load_mlx

    load_mlx(folders.blas)
    from jepa_learning.adapters.mlx.checkpoint import load_network
    from jepa_learning.adapters.mlx.event_jepa import ModelArgs
    from jepa_learning.adapters.mlx.live_event_jepa import LiveEventJepa, LiveOptions
    from jepa_learning.adapters.mlx.training import Network, TrainingOptions

    jepa = settings.jepa
    fresh = partial(Network.random, ModelArgs(**jepa.network.model_dump()), seed=jepa.seed)
    return LiveEventJepa(
        fresh if place is None else partial(load_network, place),
        LiveOptions(**jepa.live.model_dump(exclude={"delay_s", "keep"})),
        TrainingOptions(**jepa.training.model_dump()),
        speaks=place is not None,
        waits=waits,
        seed=jepa.seed,
        promoted=promoted,
    )


def open_trainer(
    settings: Settings, folders: Folders, start: Path | None, resume: Path | None
) -> LatentTrainer:
    from jepa_learning.adapters.mlx.runtime import load_mlx

    try:
        load_mlx(folders.blas)
    except ImportError as error:
        raise ModelError(f"MLX cannot be imported ({error}): see lev jepa doctor") from error
    from jepa_learning.adapters.mlx.begin_training import begin_training
    from jepa_learning.adapters.mlx.event_jepa import ModelArgs
    from jepa_learning.adapters.mlx.latent_trainer import MlxLatentTrainer
    from jepa_learning.adapters.mlx.training import TrainingOptions

    jepa = settings.jepa
    args, options = ModelArgs(**jepa.network.model_dump()), TrainingOptions(**jepa.training.model_dump())
    with TemporaryDirectory() as folder:
        begun = resume or Path(folder) / "begun"
        if resume is None and start is not None:
            begin_training(start, begun, options, seed=jepa.seed)
        return MlxLatentTrainer(begun, args, options, seed=jepa.seed)


def inspect_mlx(folders: Folders) -> MlxReport | None:
    """Load MLX and measure it; None where there is no build of it. Nothing is left behind.

    Raises:
        ImportError: MLX is installed, but not whole.
    """
    from jepa_learning.adapters.mlx.runtime import inspect_mlx, mlx_is_installed

    if not mlx_is_installed():
        return None
    if folders.blas.exists():
        return inspect_mlx(folders.blas)
    with TemporaryDirectory() as folder:
        return inspect_mlx(Path(folder))


def train_options(settings: Settings) -> TrainOptions:
    jepa = settings.jepa
    return TrainOptions(
        **jepa.offline.model_dump(),
        least=jepa.live.least,
        believed_share=jepa.training.believed_share,
        seed=jepa.seed,
    )
