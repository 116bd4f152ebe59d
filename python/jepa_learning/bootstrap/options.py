"""Options: settings as the use cases and the domain have them."""

from __future__ import annotations

from jepa_learning.application.autonomous import AutonomousOptions
from jepa_learning.application.preload import PreloadOptions
from jepa_learning.config.companions import AdaptationRules
from jepa_learning.config.layers import load_companion
from jepa_learning.config.settings import Settings
from jepa_learning.domain.adaptation import Rules
from jepa_learning.domain.archive import Archive
from jepa_learning.domain.context_memory import ContextMemory
from jepa_learning.domain.noticed import NoticeRules
from jepa_learning.domain.project_start import StartRules
from jepa_learning.domain.understanding.insight import InsightOptions


def adaptation_rules() -> Rules:
    """Return when `adapt` may act, as the domain has it.

    Raises:
        ConfigError: config/adaptation-rules.yaml is not what it must be.
    """
    told = load_companion(AdaptationRules, "adaptation-rules.yaml").model_dump(by_alias=True)
    parts = {"start": StartRules(**told["start"]), "notice": NoticeRules(**told["notice"])}
    return Rules(**{**told, **parts})


def insight_options(settings: Settings) -> InsightOptions:
    """Return when something is said of how somebody works, as the domain has it."""
    return InsightOptions(**settings.understand.model_dump(exclude={"most_nodes"}))


def autonomous_options(settings: Settings) -> AutonomousOptions:
    """Return what `optimize` may apply without a question, as the application has it."""
    told = settings.optimize.autonomous
    return AutonomousOptions(
        enabled=told.enabled,
        most_risk=told.most_risk,
        forms=tuple(told.forms),
        scopes=tuple(told.scopes),
        most_a_day=told.most_a_day,
        least_confidence=told.least_confidence,
        every_s=told.every_s,
    )


def consent_defaults(settings: Settings) -> dict[str, bool]:
    """Return what is granted before anybody was asked, by the name that people type."""
    return {name.replace("_", "-"): granted for name, granted in settings.consent.model_dump().items()}


def preload_options(settings: Settings) -> PreloadOptions:
    """Return what is made ready for the next context, as the application has it."""
    look = settings.contexts.preload
    return PreloadOptions(
        contexts=look.contexts,
        further=look.further,
        entries=look.entries,
        keep_s=look.keep_s,
        refresh_s=look.refresh_s,
    )


def build_context_memory(settings: Settings) -> ContextMemory:
    """Make a memory of what was used in which context."""
    look = settings.contexts.preload
    return ContextMemory(
        places=look.places,
        most=look.remembered,
        half_life=look.half_life,
        common_half_life=look.common_half_life,
    )


def build_archive(settings: Settings) -> Archive:
    """Make an archive of what is searched by its words."""
    look = settings.search
    return Archive(most=look.most_entries, saturation=look.saturation, length_share=look.length_share)
