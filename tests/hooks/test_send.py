"""The script of all hooks hands over what it is given, and nobody waits long for it, whoever hangs."""

from __future__ import annotations

import json
import shutil
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest
from tests.hooks.conftest import Home
from tests.hooks.listener import SECONDS, listening

ROOT = Path(__file__).parents[2]


def send(script: Path, body: bytes, *, seconds: float = 5) -> subprocess.CompletedProcess[bytes]:
    """Call the script that hooks speak through."""
    return subprocess.run(
        [script, "/v1/hooks/shell", str(seconds)],
        input=body,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )


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
        f"{{ name: '{client}', program: '{shutil.which(client)}', timeout: '{shutil.which('timeout')}' }}, "
        f"{json.dumps(str(place))})))"
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


HERE = [client for client in CLIENTS if shutil.which(client)]
NO_ANSWERS: dict[str, tuple[bytes, bool]] = {
    "says nothing": (b"", True),
    "hangs up": (b"", False),
    "says other words": (b"no HTTP\n", False),
    "never ends its head": (b"HTTP/1.1 200 OK\r\nx: y", True),
}
"""What somebody who is no sidecar says, and whether he says it without end."""

SITUATIONS = [
    *(f"the sidecar {name}" for name in NO_ANSWERS),
    "the sidecar left its socket behind",
    "the sidecar is away, and who calls says no more",
    "the sidecar says nothing, and who calls says no more",
    "the sidecar is away, and who calls says more and more",
    "the sidecar says nothing, and who calls says more and more",
]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """Get every client into every situation, all at once; what came of each, and whether it still runs."""
    folder = tmp_path_factory.mktemp("s")
    for client in HERE:
        write_script(client, folder / "PLACE", folder / client)
    with ExitStack() as stack:
        endless = stack.enter_context(Path("/dev/zero").open("rb"))
        running: dict[str, list[subprocess.Popen[bytes]]] = {}
        for place, situation in enumerate(SITUATIONS):
            stand(stack, situation, folder / f"PLACE{place}")
            more = endless if "more and more" in situation else subprocess.PIPE
            stdin = more if "who calls" in situation else subprocess.DEVNULL
            running[situation] = [
                stack.enter_context(start(one, stdin)) for one in scripts(folder, f"PLACE{place}")
            ]
        outcomes = {name: [outcome(one) for one in started] for name, started in running.items()}
        deadline = time.monotonic() + SECONDS
        while (left := sessions()) & {one.pid for started in running.values() for one in started}:
            if time.monotonic() > deadline:
                break
        return {
            name: [(*said, one.pid in left) for one, said in zip(running[name], outcomes[name], strict=True)]
            for name in SITUATIONS
        }


def scripts(folder: Path, place: str) -> Iterator[Path]:
    """Write every client's script for that socket."""
    for client in HERE:
        path = folder / f"{client}-{place}"
        path.write_text((folder / client).read_text().replace("PLACE", place))
        path.chmod(0o700)
        yield path


def stand(stack: ExitStack, situation: str, place: Path) -> None:
    """Put there what the situation says."""
    words = situation.removeprefix("the sidecar ").partition(",")[0]
    if words in NO_ANSWERS:
        answer, endless = NO_ANSWERS[words]
        stack.enter_context(answering(place, answer, endless=endless))
    elif words.startswith("left"):
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(place))


def start(script: Path, stdin: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start the script twice, once to be waited for and once not, in a session of its own."""
    twice = 'exec 3<&0; "$0" /v1/hooks/shell 0.1 <&3 & "$0" /v1/hooks/shell 0.1 later <&3 && wait $!'
    return subprocess.Popen(
        ["sh", "-c", twice, script],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def outcome(one: subprocess.Popen[bytes]) -> tuple[object, ...]:
    """Wait until it ends by itself, and for what it says; nobody ends what it is told."""
    assert one.stdout is not None
    assert one.stderr is not None
    return one.wait(SECONDS), one.stdout.read(), one.stderr.read()


def sessions() -> set[int]:
    """Return the sessions that a process is in."""
    listed = subprocess.run(["ps", "-e", "-o", "sess="], capture_output=True, text=True, check=True)
    return {int(word) for word in listed.stdout.split()}


@contextmanager
def answering(place: Path, answer: bytes, *, endless: bool) -> Iterator[None]:
    """Take who comes and answer that: once, and hang up, or without end."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.sendall(answer)
                while endless and not gone.wait(0.001):
                    self.request.sendall(answer)

    class Server(socketserver.ThreadingUnixStreamServer):
        request_queue_size = 64

    gone = threading.Event()
    with Server(str(place), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield
        finally:
            gone.set()
            server.shutdown()
            thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="ps names sessions otherwise here")
@pytest.mark.parametrize("situation", SITUATIONS)
def test_whoever_hangs_the_script_ends_in_silence_and_leaves_nothing_running(
    situation: str, ended: dict[str, list[tuple[object, ...]]]
) -> None:
    assert dict(zip(HERE, ended[situation], strict=True)) == dict.fromkeys(HERE, (0, b"", b"", False))


@pytest.mark.parametrize("client", HERE)
def test_without_a_standard_input_nothing_is_said(client: str, tmp_path: Path) -> None:
    write_script(client, tmp_path / "s", tmp_path / "send")
    with answering(tmp_path / "s", b"", endless=False):
        command = 'exec "$0" /v1/hooks/shell 0.1 <&-'
        said = subprocess.run(
            ["sh", "-c", command, tmp_path / "send"], capture_output=True, timeout=SECONDS, check=False
        )
    assert (said.returncode, said.stdout, said.stderr) == (0, b"", b"")
