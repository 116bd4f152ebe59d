"""What is ready for the contexts that are likely next."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import Out


class OpenRunOut(Out):
    """A workflow that is not at its end."""

    workflow: str = Field(description="empty where its steps do not say")
    case: str
    done: str = Field(description="its last step")
    next: str = Field(description="the step that is expected")
    probability: float


class PreparedOut(Out):
    """What will be needed in a context."""

    context: str = Field(examples=["httpx: tests"])
    project: str = Field(description="the root of the project it is about; empty where that is not known")
    probability: float = Field(description="that the user turns to it next; 1 of the one that goes on")
    why: str
    files: list[str] = Field(description="to open, relative to the project, the most useful first")
    commands: list[str] = Field(description="that were run there of late, the most useful first")
    tools: list[str] = Field(description="an agent's calls, the most useful first")
    run: OpenRunOut | None = Field(description="the workflow that is open there")
    made: float = Field(description="when, in seconds since the epoch")
    until: float = Field(description="when it is too old to be given")


class PreparationsOut(Out):
    """The context that goes on first, then the likeliest next."""

    prepared: list[PreparedOut]
