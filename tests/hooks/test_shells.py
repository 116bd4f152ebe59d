"""Shells tell of any command byte for byte, keep to themselves what they should, and wait for nobody.

The scripts are run in the real shells; one that is not here is left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hooks.conftest import AGENTS, Home
from tests.hooks.listener import SECONDS

PROMPTS = {
    "zsh": [
        "zsh",
        "-f",
        "-i",
        "-c",
        '. "$SCRIPT"; _lev_jepa_preexec "$LINE"; (exit 3); _lev_jepa_precmd; wait',
    ],
    "bash": [
        *("bash", "--norc", "-i", "-c"),
        'set -o history; history -s before; . "$SCRIPT"; _lev_jepa_prompt; : "${PS0@P}"; '
        'history -s -- "$LINE"; (exit 3); _lev_jepa_prompt',
    ],
    "fish": ["fish", "-i", "-c", 'source $SCRIPT; sh -c "exit 3"; emit fish_postexec "$LINE"; wait'],
}
"""What a shell does with a line that was typed, with what it calls at its prompt."""

SCRIPTS = {"zsh": "zsh.zsh", "bash": "bash.bash", "fish": "fish.fish"}
shells = pytest.mark.parametrize(
    "shell",
    [
        pytest.param(name, marks=pytest.mark.skipif(not shutil.which(name), reason=f"no {name} here"))
        for name in PROMPTS
    ],
)


def run(home: Home, shell: str, line: str | bytes, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Have a shell run a line, as far as its hook can tell."""
    script = str(home.scripts / SCRIPTS[shell])
    return subprocess.run(
        PROMPTS[shell],
        env={**home.environ, **environ, "SCRIPT": script, "LINE": os.fsdecode(line)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )


def fields_of(body: bytes) -> dict[bytes, bytes]:
    pairs = (field.partition(b"=") for field in body.removesuffix(b"\0").split(b"\0"))
    return {name: value for name, _, value in pairs}


NASTY = [
    b"echo 'a\"b' \\n \\\\ `id` $(id) $HOME !! %s %d \\0 \\x41",
    b"first\nsecond\n\nlast",
    b"caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80",
    b"\x01\x02\x1b[31m\x7f\x08\r\t x",
    b"-n -e --",
    b"a\\",
    b"x=1\ncommand=y",
    b"*?[a]{b,c}~ #z & | ; > /dev/null",
]


@shells
@pytest.mark.parametrize("line", NASTY)
def test_a_line_arrives_byte_for_byte(shell: str, line: bytes, home: Home) -> None:
    run(home, shell, line)
    route, body = home.listener.next()
    told = fields_of(body)
    assert (route, told[b"command"]) == ("/v1/hooks/shell", line)
    assert (told[b"shell"], told[b"exit"]) == (shell.encode(), b"3")
    assert told[b"directory"] == str(Path.cwd()).encode()
    assert float(told[b"duration_s"]) >= 0


@shells
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=st.binary(min_size=1, max_size=60))
def test_any_line_arrives_byte_for_byte(shell: str, line: bytes, home: Home) -> None:
    line = b"a" + line.replace(b"\0", b"").rstrip(b"\n") + b"z"  # a shell's history ends lines by itself
    run(home, shell, line)
    assert fields_of(home.listener.next()[1])[b"command"] == line


@shells
@pytest.mark.parametrize("line", [" npm test", "\tnpm test"])
def test_a_leading_space_keeps_a_line_in_the_shell(shell: str, line: str, home: Home) -> None:
    run(home, shell, line)
    run(home, shell, "next")
    assert fields_of(home.listener.next()[1]).get(b"command", b"next") == b"next"
    while not home.listener.came.empty():
        assert b"npm" not in home.listener.came.get()[1]


@shells
@pytest.mark.parametrize("agent", AGENTS)
def test_the_shell_of_an_agent_tells_nothing(shell: str, agent: str, home: Home) -> None:
    run(home, shell, "ls", **{agent: "1"})
    assert home.listener.came.empty()


@shells
def test_nothing_is_printed(shell: str, home: Home) -> None:
    home.listener.answer = b"git push"
    said = run(home, shell, "ls")
    home.listener.answer = b""
    home.listener.next()
    complaints = (b"cannot set terminal process group", b"no job control")  # of a shell without a terminal
    lines = [line for line in said.stderr.splitlines() if not any(one in line for one in complaints)]
    assert (said.stdout, lines) == (b"", [])
