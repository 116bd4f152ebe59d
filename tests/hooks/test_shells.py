"""Shells tell of any command byte for byte, keep to themselves what they should, and wait for nobody.

The scripts are run in the real shells; one that is not here is left out.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hooks.conftest import AGENTS, Home
from tests.hooks.listener import SECONDS, listening

ROOT = Path(__file__).parents[2]

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


def send(script: Path, body: bytes, *, seconds: float = 5) -> subprocess.CompletedProcess[bytes]:
    """Call the script that hooks speak through."""
    return subprocess.run(
        [script, "/v1/hooks/shell", str(seconds)],
        input=body,
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


def test_an_answer_is_handed_on(home: Home) -> None:
    home.listener.answer = "git commit -m 'é'".encode()
    said = send(home.scripts / "send", b"session=x\0wants=next\0")
    home.listener.answer = b""
    assert (said.returncode, said.stdout.decode(), said.stderr) == (0, "git commit -m 'é'", b"")
    assert home.listener.next() == ("/v1/hooks/shell", b"session=x\0wants=next\0")


def test_nobody_waits_for_what_is_told_later(home: Home) -> None:
    home.listener.answer = b"nobody reads this"
    body = b"{" + b"x" * 300_000 + b"}"  # more than a pipe holds
    said = subprocess.run(
        [home.scripts / "send", "/v1/hooks/agents/codex", "5", "later"],
        input=body,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    home.listener.answer = b""
    assert (said.returncode, said.stdout, said.stderr) == (0, b"", b"")
    assert home.listener.next() == ("/v1/hooks/agents/codex", body)


def test_an_error_is_nobodys_business(home: Home) -> None:
    home.listener.answer, home.listener.status = b'{"code": "not_ready"}', 503
    said = send(home.scripts / "send", b"session=x\0")
    home.listener.answer, home.listener.status = b"", 200
    home.listener.next()
    assert (said.returncode, said.stdout, said.stderr) == (0, b"", b"")


CLIENTS = ("perl", "curl", "nc", "socat")


def test_a_path_with_quotes_is_a_path(tmp_path: Path) -> None:
    place = tmp_path / "it's \\ here"
    place.mkdir()
    for client in ("perl", "curl"):
        with listening(place / "s") as listener:
            listener.answer = b"npm test"
            write_script(client, place / "s", tmp_path / "send")
            assert send(tmp_path / "send", b"session=x\0").stdout == b"npm test"
        (place / "s").unlink()


@pytest.mark.parametrize("client", CLIENTS)
def test_all_clients_say_the_same(client: str, home: Home, tmp_path: Path) -> None:
    if not shutil.which(client):
        pytest.skip(f"no {client} here")
    script = tmp_path / "send"
    write_script(client, home.listener.socket, script)
    body = b"session=x\0command=" + bytes(range(1, 256)) * 40 + b"\0"
    home.listener.answer = b"npm test"
    said = send(script, body)
    home.listener.answer = b""
    assert (said.returncode, said.stdout, said.stderr) == (0, b"npm test", b"")
    assert home.listener.next() == ("/v1/hooks/shell", body)
    assert [path.name for path in home.listener.socket.parent.iterdir()] == ["sidecar.sock"]


def write_script(client: str, place: Path, script: Path) -> None:
    program = (
        "import('./js/hooks/send.js').then((m) => process.stdout.write(m.sendScript("
        f"{{ name: '{client}', program: '{shutil.which(client)}' }}, {json.dumps(str(place))})))"
    )
    run = subprocess.run(["node", "-e", program], cwd=ROOT, capture_output=True, check=True)
    script.write_bytes(run.stdout)
    script.chmod(0o700)


@pytest.mark.parametrize("client", ["perl", "curl"])
@pytest.mark.parametrize("body", [b"", b"x" * 1_000_000])
def test_where_no_sidecar_is_nothing_happens(body: bytes, client: str, tmp_path: Path) -> None:
    script = tmp_path / "send"
    write_script(client, tmp_path / "absent.sock", script)
    said = send(script, body)
    assert (said.returncode, said.stdout, said.stderr) == (0, b"", b"")


@pytest.mark.parametrize("client", ["perl", "curl"])
def test_a_sidecar_that_never_answers_is_given_up(client: str, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "s.sock"))
        deaf.listen()
        script = tmp_path / "send"
        write_script(client, tmp_path / "s.sock", script)
        said = send(script, b"x", seconds=0.1)
    assert (said.returncode, said.stdout) == (0, b"")
