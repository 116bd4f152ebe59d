"""Lines of a transcript of Claude Code to tool calls, in the order in which they were begun.

The format is not documented: what is known of it stands here, and a line of another kind is said to be
unknown, not guessed at. Of a call only the tool's name, the head of a command, the folder, the outcome and
the time are told; of what a person wrote only the beginning, as the intent. Results and the agent's own words
are never looked at.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from jepa_learning.domain.event import Attribute, Event
from jepa_learning.domain.tool_call import tool_kind

AUTHOR: Final = "agent"

_OTHER_LINES: Final = frozenset(
    {
        "agent-name", "ai-title", "attachment", "custom-title", "file-history-snapshot", "last-prompt",
        "permission-mode", "pr-link", "progress", "queue-operation", "summary", "system", "tag",
    }
)  # fmt: skip
"""Kinds of lines that tell of no call, as far as they are known."""

_NOT_WRITTEN: Final = ("<", "Caveat:", "[Request interrupted", "This session is being continued")
"""How texts begin that the program put into a user's mouth."""

_MOST_AGENTS: Final = 8
"""So many agents of one transcript are followed at a time; the one that began first is forgotten first."""


@dataclass(slots=True)
class _Call:
    """One call; `is_over` once its outcome is known, or will never be."""

    agent: str
    event: Event
    is_over: bool = False
    exit: int | None = None
    ended: float | None = None


class Calls:
    """Takes lines and tells calls.

    Args:
        source: What the events are told by.
        max_intent_chars: So much of a prompt is told, in whole words.

    Attributes:
        prompts: Where the prompt stands that each agent works on, by agent; the session's own is "".
    """

    def __init__(self, source: str, *, max_intent_chars: int) -> None:
        self._source = source
        self._max_intent_chars = max_intent_chars
        self._intents: dict[str, str] = {}
        self._waiting: deque[_Call] = deque()
        self._by_id: dict[str, _Call] = {}
        self._alike: Counter[tuple[object, ...]] = Counter()
        self.prompts: dict[str, int] = {}

    @property
    def are_open(self) -> bool:
        """Whether calls were begun that are not told yet."""
        return bool(self._waiting)

    def take(self, line: Mapping[str, object] | None, offset: int) -> bool:
        """Take the line that stands at an offset; say whether it was understood."""
        kind = line.get("type") if line else None
        message = line.get("message") if line else None
        if line is None or not isinstance(message, dict) or kind not in ("assistant", "user"):
            return kind in _OTHER_LINES
        blocks = _blocks(message.get("content"))
        for block in blocks:
            if kind == "assistant" and block.get("type") == "tool_use":
                self._begin(line, block)
            if kind == "user" and block.get("type") == "tool_result":
                self._end(line, block)
        if kind == "user" and not line.get("isMeta"):
            self._prompt(line, blocks, offset)
        return True

    def told(self) -> Iterator[Event]:
        """Give the calls that are over and have no open one before them."""
        while self._waiting and self._waiting[0].is_over:
            call = self._waiting.popleft()
            yield _finished(call)
        if not self._waiting:
            self._alike.clear()
            self._by_id.clear()

    def _begin(self, line: Mapping[str, object], block: Mapping[str, object]) -> None:
        name, session = _text(block, "name"), _text(line, "sessionId")
        if not name or not session:
            return
        agent = _agent(line)
        given = block.get("input")
        activity, time = tool_kind(name, given if isinstance(given, dict) else {}), _time(line)
        case = f"{session}/{agent}" if agent else session
        attributes: dict[str, Attribute] = {"cwd": cwd} if (cwd := _text(line, "cwd")) else {}
        alike = (case, activity, time)
        if self._alike[alike]:
            attributes["ordinal"] = self._alike[alike]
        self._alike[alike] += 1
        intent = self._intents.get(agent)
        call = _Call(
            agent, Event("tool", activity, case, time, intent, AUTHOR, attributes, source=self._source)
        )
        self._waiting.append(call)
        self._by_id[_text(block, "id")] = call

    def _end(self, line: Mapping[str, object], block: Mapping[str, object]) -> None:
        call = self._by_id.get(_text(block, "tool_use_id"))
        if call is not None and not call.is_over:
            call.is_over, call.ended = True, _time(line)
            call.exit = 1 if block.get("is_error") is True else 0

    def _prompt(self, line: Mapping[str, object], blocks: list[Mapping[str, object]], offset: int) -> None:
        text = " ".join(_text(block, "text") for block in blocks if block.get("type") == "text").strip()
        if not text:
            return
        agent = _agent(line)
        for call in self._waiting:
            if call.agent == agent:
                call.is_over = True  # it was broken off: whoever speaks does not wait for a result
        if text.startswith(_NOT_WRITTEN):
            return
        self._intents.pop(agent, None)
        self.prompts = {name: place for name, place in self.prompts.items() if name != agent}
        self._intents[agent], self.prompts[agent] = _cut(text, self._max_intent_chars), offset
        if len(self.prompts) > _MOST_AGENTS:
            silent = next(name for name in self.prompts if name)
            del self.prompts[silent], self._intents[silent]


def _finished(call: _Call) -> Event:
    attributes = dict(call.event.attributes)
    if call.exit is not None:
        attributes["exit"] = call.exit
    if call.ended is not None and call.event.time is not None:
        attributes["duration_s"] = round(max(0.0, call.ended - call.event.time), 3)
    return replace(call.event, attributes=attributes)


def _agent(line: Mapping[str, object]) -> str:
    """Who works: empty for the session's own agent, a name for one that it sent out."""
    return (_text(line, "agentId") or "side") if line.get("isSidechain") is True else ""


def _blocks(content: object) -> list[Mapping[str, object]]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []


def _text(line: Mapping[str, object], name: str) -> str:
    value = line.get(name)
    return value if isinstance(value, str) else ""


def _time(line: Mapping[str, object]) -> float | None:
    try:
        moment = datetime.fromisoformat(_text(line, "timestamp"))
        return moment.timestamp() if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _cut(text: str, most_chars: int) -> str:
    """Cut between words: no half of a secret is left that nobody would know for one."""
    if len(text) <= most_chars:
        return text
    words, _, _ = text[: most_chars + 1].rpartition(" ")
    return words.rstrip()
