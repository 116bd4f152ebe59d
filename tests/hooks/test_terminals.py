"""What a person sees and types: a suggestion is offered, taken into the line, and run by nobody but them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.hooks.conftest import Home
from tests.hooks.terminal import Terminal, terminal

SUGGESTED = b"echo sug-gested"
PROMPT = b"READY> "
START_UP = {
    "zsh": (".zshrc", "PS1='READY> '\n"),
    "bash": (".bashrc", "PS1='READY> ' HISTCONTROL=ignoreboth\n"),
    "fish": ("CONFIG/fish/config.fish", 'set fish_greeting\nfunction fish_prompt; echo -n "READY> "; end\n'),
}
ALT_N, RIGHT, ENTER = b"\x1bn", b"\x1b[C", b"\r"


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not shutil.which(shell), reason=f"no {shell} here")


@pytest.fixture(autouse=True)
def prompts(home: Home) -> None:
    """Give every shell a prompt that can be waited for."""
    folder = Path(home.environ["HOME"])
    for name, text in START_UP.values():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if text not in before:
            path.write_text(before + text, encoding="utf-8")
    home.environ["TERM"] = "xterm-256color"
    home.listener.answer = SUGGESTED


def told(home: Home, name: bytes) -> bytes:
    """Wait for the next thing that is told and has a field, and return the field."""
    while True:
        fields = dict(one.split(b"=", 1) for one in home.listener.next()[1].removesuffix(b"\0").split(b"\0"))
        if name in fields:
            return fields[name]


def run(shown: Terminal, home: Home, line: bytes) -> None:
    """Type a line, and wait until it was told."""
    shown.type(line + ENTER)
    assert told(home, b"command") == line


@needs("zsh")
def test_zsh_shows_it_in_grey_and_the_right_arrow_takes_it(home: Home) -> None:
    with terminal(["zsh", "-i"], home.environ) as shown:
        shown.until(PROMPT)
        run(shown, home, b"echo one")
        shown.until(b"\x1b[90m" + SUGGESTED[:5])
        shown.type(RIGHT)
        shown.until(b"d")
        assert home.listener.came.empty() or b"command=" not in home.listener.came.queue[0][1]
        shown.type(ENTER)
        assert told(home, b"command") == SUGGESTED


@needs("zsh")
def test_zsh_lets_go_of_it_when_something_else_is_typed(home: Home) -> None:
    with terminal(["zsh", "-i"], home.environ) as shown:
        shown.until(PROMPT)
        run(shown, home, b"echo one")
        shown.until(b"\x1b[90m" + SUGGESTED[:5])
        run(shown, home, b"echo two")


@needs("zsh")
def test_the_right_arrow_of_zsh_still_moves_through_a_line(home: Home) -> None:
    left = b"\x1b[D"
    with terminal(["zsh", "-i"], home.environ) as shown:
        shown.until(PROMPT)
        run(shown, home, b"echo one")
        shown.until(b"\x1b[90m" + SUGGESTED[:5])
        shown.type(b"echo ac" + left + left + RIGHT + b"b" + ENTER)
        assert told(home, b"command") == b"echo abc"


@pytest.mark.parametrize("shell", [pytest.param(name, marks=needs(name)) for name in ("bash", "fish")])
def test_bash_and_fish_put_it_into_an_empty_line_on_a_key(shell: str, home: Home) -> None:
    with terminal([shell, "-i"], home.environ) as shown:
        shown.until(PROMPT)
        run(shown, home, b"echo one")
        shown.until(PROMPT)
        shown.type(ALT_N)
        assert told(home, b"wants") == b"next"
        shown.until(SUGGESTED[-10:])
        shown.type(b" more" + ENTER)
        assert told(home, b"command") == SUGGESTED + b" more"


@pytest.mark.parametrize("shell", [pytest.param(name, marks=needs(name)) for name in START_UP])
def test_a_whisper_is_a_line_above_the_prompt(shell: str, home: Home) -> None:
    home.listener.answer = SUGGESTED + b"\nlev jepa whispers (w1): Look here."
    with terminal([shell, "-i"], home.environ) as shown:
        shown.until(PROMPT)
        run(shown, home, b"echo one")
        if shell != "zsh":
            shown.until(PROMPT)
            shown.type(ALT_N)
        shown.until(b"\x1b[90mlev jepa whispers (w1): Look here.\x1b[0m")
        shown.until(SUGGESTED[:5] if shell == "zsh" else SUGGESTED[-10:])
        shown.type((RIGHT if shell == "zsh" else b"") + b" more" + ENTER)
        assert told(home, b"command") == SUGGESTED + b" more"


@needs("bash")
def test_bash_tells_of_every_line_that_its_history_takes_and_of_no_other(home: Home) -> None:
    with terminal(["bash", "-i"], home.environ) as shown:
        for line in (b"echo 1", b" echo kept out", b"", b"echo 2", b"false"):
            shown.until(PROMPT)
            shown.type(line + ENTER)
        assert sorted(told(home, b"command") for _ in range(3)) == [b"echo 1", b"echo 2", b"false"]


@pytest.mark.parametrize("shell", [pytest.param(name, marks=needs(name)) for name in START_UP])
def test_what_was_taken_as_it_is_is_told_as_a_suggestion(shell: str, home: Home) -> None:
    key = RIGHT if shell == "zsh" else ALT_N
    with terminal([shell, "-i"], home.environ) as shown:
        shown.until(PROMPT)
        run(shown, home, b"echo one")
        shown.until(b"\x1b[90m" + SUGGESTED[:5] if shell == "zsh" else PROMPT)
        shown.type(key)
        shown.until(b"gested" if shell != "zsh" else b"d")
        shown.type(ENTER)
        assert told(home, b"suggested") == b"1"
