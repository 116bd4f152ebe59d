"""Hear: take in what shells, agents and git tell of live, and say what comes next in that shell.

What a person types and what an agent calls are kept apart: by kind, by source and by author. It does not
know how a hook writes it down, and runs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jepa_learning.application.consent import Consents
from jepa_learning.application.learn import Intake, Learn
from jepa_learning.application.locate_project import root_of
from jepa_learning.application.predict import Predict, Request
from jepa_learning.domain.errors import JepaLearningError
from jepa_learning.domain.event import Attribute, Event
from jepa_learning.domain.open_cases import OpenCases
from jepa_learning.domain.privacy.redaction import is_redacted
from jepa_learning.domain.signals import SESSION_STARTED, TASK_GIVEN, WORKFLOW_ENDED, Signal, Signals
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.project import Projects

SHELL: Final = "shell-hook"
AGENT: Final = "agent-hook"
GIT: Final = "git-hook"
AGENT_AUTHOR: Final = "agent"  # as in transcripts; which one it is says an attribute

_MOST_SESSIONS: Final = 1000
_MOST_INTENT_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class Typed:
    """One command that a person ran.

    Attributes:
        shell: `bash`, `zsh` or `fish`.
        session: Names the shell's process; no two at a time have the same.
        directory: Where it was run; empty where the shell did not say.
        command: As it was typed.
        began: In seconds since the epoch; None: as long ago as it took.
        suggested: Whether it was taken from a suggestion.
    """

    shell: str
    session: str
    directory: str
    command: str
    began: float | None = None
    duration_s: float | None = None
    exit: int | None = None
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """One tool call of an agent.

    Attributes:
        agent: `claude-code`, `codex`, `opencode`.
        session: The agent's run.
        directory: Where the agent works; empty where it did not say.
        activity: The tool, with the head of a command.
        files: The files it was used on.
        failed: None where the agent did not say.
    """

    agent: str
    session: str
    directory: str
    activity: str
    files: tuple[str, ...] = ()
    failed: bool | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A run of a workflow that ended; its steps were told of before.

    Attributes:
        workflow: Its name, for people.
        status: `done` or `failed`.
        directory: Where it ran; empty where that is not known.
        forgotten: A step that was usually done, and not in this run; empty where there is none.
        done: In so many runs it was done ...
        runs: ... of so many.
    """

    workflow: str
    status: str
    directory: str = ""
    forgotten: str = ""
    done: int = 0
    runs: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of work of a shell: between two pauses."""

    case: str
    time: float
    last: str
    suggestion: str | None = None


class Hear:
    """Takes in what is told live.

    Args:
        session_gap_s: A pause this long begins a new case in a shell, as it does in a history.
        max_command_chars: Longer commands are left out, as in a history.
        accept: Told of the suggestion that a command was taken from, before that is learnt.
        signals: Told where an agent's piece of work begins.
        is_paused: While it says so nothing is taken in and nothing suggested.
    """

    def __init__(
        self,
        learn: Learn,
        predict: Predict,
        *,
        consents: Consents,
        projects: Projects,
        clock: Clock,
        session_gap_s: float,
        max_command_chars: int,
        accept: Callable[[str], object] = lambda suggestion: None,
        signals: Signals,
        is_paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self._learn = learn
        self._predict = predict
        self._consents = consents
        self._projects = projects
        self._clock = clock
        self._session_gap_s = session_gap_s
        self._max_command_chars = max_command_chars
        self._accept = accept
        self._signals = signals
        self._is_paused = is_paused
        self._pieces: OpenCases[_Piece] = OpenCases(most=_MOST_SESSIONS)
        self._intents: OpenCases[str] = OpenCases(most=_MOST_SESSIONS)

    def command(self, typed: Typed) -> Intake:
        """Learn a command that a person ran."""
        line = typed.command.rstrip()
        if self._is_paused() or not line.strip() or len(line) > self._max_command_chars:
            return Intake()
        now = self._clock.now()
        time = now - (typed.duration_s or 0.0) if typed.began is None else typed.began
        piece = self._piece(typed.session, time)
        self._pieces.remember(typed.session, _Piece(piece.case, time, line))
        if typed.suggested and piece.suggestion is not None:
            with suppress(JepaLearningError):  # too long ago, or forgotten: the command counts all the same
                self._accept(piece.suggestion)
        return self._learn([Event("command", line, piece.case, time, attributes=_facts(typed), source=SHELL)])

    def next_command(self, session: str, directory: str) -> str | None:
        """Return what a person may run next in a shell; None where it is better to say nothing.

        Never what was just run, nothing that was redacted, and only what fits one line of plain text.
        """
        if self._is_paused() or not self._consents.is_granted("shell", ""):
            return None
        piece = self._piece(session, self._clock.now())
        asked = Request(cwd=directory or None, kinds=("command",), k=1, case=piece.case)
        section = self._predict(asked).sections[0]
        prediction = section.prediction
        self._pieces.remember(session, replace(piece, suggestion=section.suggestion))
        if prediction.abstained is not None or not prediction.candidates:
            return None
        line = prediction.candidates[0].activity
        return line if line != piece.last and line.isprintable() and not is_redacted(line) else None

    def begin(self, session: str, directory: str) -> None:
        """Tell that a run of an agent begins."""
        self._tell(SESSION_STARTED, session, directory)

    def intent(self, session: str, words: str, directory: str = "") -> None:
        """Remember what an agent was asked to do, for the calls that follow in its run, and tell of it."""
        intent = words.strip()[:_MOST_INTENT_CHARS]
        self._intents.remember(session, intent)
        self._tell(TASK_GIVEN, session, directory, intent)

    def call(self, called: Called) -> Intake:
        """Learn a tool call of an agent."""
        if self._is_paused():
            return Intake()
        directory = called.directory
        root = self._root(directory)
        facts: dict[str, Attribute] = {"agent": called.agent, "cwd": directory or None, "project": root}
        facts["file"] = "\n".join(called.files) or None
        if called.failed is not None:
            facts["status"] = "failed" if called.failed else "ok"
        event = Event(
            "tool",
            called.activity,
            called.session,
            self._clock.now(),
            intent=self._intents.recall(called.session) or None,
            author=AGENT_AUTHOR,
            attributes={name: fact for name, fact in facts.items() if fact is not None},
            source=AGENT,
        )
        return self._learn([event])

    def end(self, ended: Ended) -> bool:
        """Tell that a run of a workflow ended: a piece of work is done. Return whether it was told."""
        if self._is_paused():
            return False
        facts: dict[str, Attribute] = {"workflow": ended.workflow, "status": ended.status}
        facts["project"] = self._root(ended.directory)
        if ended.forgotten and ended.runs:
            facts |= {"kind": "step", "activity": ended.forgotten, "confidence": ended.done / ended.runs}
            facts["evidence"] = (
                f"{ended.forgotten} was done in {ended.done} of {ended.runs} runs, not in this"
            )
        self._signals.tell(Signal(WORKFLOW_ENDED, self._clock.now(), facts))
        return True

    def _tell(self, name: str, session: str, directory: str, intent: str = "") -> None:
        if not self._is_paused():
            facts = {"session": session, "project": self._root(directory), "intent": intent or None}
            self._signals.tell(Signal(name, self._clock.now(), facts))

    def _root(self, directory: str) -> str | None:
        return root_of(self._projects, Path(directory)) if directory.startswith("/") else None

    def branch(self, directory: Path, name: str) -> Intake:
        """Learn that work goes on on another branch of a repository: a context of its own."""
        root = root_of(self._projects, directory)
        if self._is_paused() or root is None or not name:
            return Intake()
        now = self._clock.now()
        return self._learn([Event("context", name, root, now, attributes={"project": root}, source=GIT)])

    def _piece(self, session: str, time: float) -> _Piece:
        piece = self._pieces.recall(session)
        if piece is None or time - piece.time > self._session_gap_s:
            return _Piece(f"{session}-{int(time)}", time, "")
        return piece


def _facts(typed: Typed) -> dict[str, Attribute]:
    facts: dict[str, Attribute] = {
        "shell": typed.shell,
        "cwd": typed.directory or None,
        "duration_s": typed.duration_s,
        "exit": typed.exit,
        "suggested": True if typed.suggested else None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}
