"""The sidecar: how it is reached, what it stores and logs, and when it works in the background."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.config.section import Section


class SidecarSettings(Section):
    """How the sidecar is reached, and when it refuses, gives up or leaves."""

    transport: Literal["unix", "tcp"] = Field(description="how the shim reaches the sidecar")
    port: int = Field(ge=0, le=65535, description="the loopback port of the transport tcp")
    idle_exit_s: int = Field(ge=1, le=604_800, description="exit after so long without a request")
    request_limit_bytes: int = Field(ge=1024, le=67_108_864, description="largest body of a request")
    call_limit_bytes: int = Field(ge=1024, le=67_108_864, description="largest body of an agent's hook")
    request_timeout_s: int = Field(ge=1, le=600, description="longest wait for an answer or a stream's begin")
    shutdown_grace_s: int = Field(ge=0, le=60, description="how long open requests may go on at the end")


class StoreSettings(Section):
    """The event log: how long it waits and how much it keeps."""

    busy_timeout_ms: int = Field(
        ge=0, le=60_000, description="how long a write waits for another process's write"
    )
    keep_days: int = Field(ge=1, le=36_500, description="older events are erased")
    keep_events: int = Field(ge=1000, le=100_000_000, description="the newest so many events stay")


class SnapshotSettings(Section):
    """When what was learnt is saved."""

    every_events: int = Field(
        ge=100,
        le=10_000_000,
        description="save after so many newly learnt events, or half of those saved, whichever is more",
    )


class LogSettings(Section):
    """The sidecar's own log file."""

    level: Literal["debug", "info", "warning", "error"] = Field(description="the least that is written")
    max_bytes: int = Field(ge=10_000, le=1_000_000_000, description="a new file begins at this size")
    files: int = Field(ge=1, le=100, description="older files that are kept")


class SavingSettings(Section):
    """Watching the files of projects, with consent."""

    debounce_ms: int = Field(ge=100, le=60_000, description="saves closer together are told at once")
    most_folders: int = Field(ge=10, le=1_000_000, description="a project with more is not watched")
    retry_s: int = Field(ge=1, le=86_400, description="when what could not be watched is tried again")


class BackgroundSettings(Section):
    """When work that nobody waits for may be done."""

    delay_s: float = Field(ge=0, le=3600, description="how long it must have been quiet before an import")
    on_battery: bool = Field(description="whether to work without mains power")
    most_load: float = Field(gt=0, le=1000, description="processes a core above which it waits")
    look_s: float = Field(ge=1, le=3600, description="how often power and load are looked at")
    waste_events: int = Field(ge=10, le=10_000_000, description="once in so many it looks what wastes time")
