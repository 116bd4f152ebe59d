"""How somebody works, and the graph of what belongs together."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.api.schemas.basis import Out


class InsightOut(Out):
    """A sentence, and the counts that it rests on."""

    topic: Literal["follows", "together", "when", "duration", "failure", "change"]
    words: str
    count: int = Field(description="how often it was so")
    of: int = Field(description="out of how many")
    cites: list[str] = Field(description="ids of the newest events that it rests on")


class NodeOut(Out):
    """A thing."""

    id: str
    kind: str = Field(description="file, folder, command, step, tool, workflow or context")
    name: str
    count: int


class RelationOut(Out):
    """How one thing is related to another."""

    source: str
    target: str
    manner: Literal["temporal", "spatial", "semantic"]
    name: str = Field(description="follows, changes with, is in, is step of, happens in or is named like")
    strength: float = Field(description="in [0, 1]")
    count: int


class GraphOut(Out):
    """Things and their relations."""

    nodes: list[NodeOut]
    relations: list[RelationOut]
    left_out: int = Field(description="things that happened often enough and were too many")


class UnderstoodOut(Out):
    """What is understood."""

    project: str | None = Field(description="null: of everything")
    name: str | None
    author: str | None = Field(description="pseudonym of the person whose work it is; null: of all")
    agent: str | None = Field(description="name of the agent whose work it is; null: of all")
    acts: int = Field(description="commands, tool calls and steps that were read")
    commits: int
    first: float | None = Field(description="time of the oldest event that was read")
    last: float | None
    insights: list[InsightOut]
    graph: GraphOut | None = Field(description="null unless asked for")
