"""Where the sidecar listens: for the user alone, in place of what a dead one left."""

from __future__ import annotations

import json
import os
import socket
import stat
from contextlib import closing
from pathlib import Path

import pytest

from jepa_learning.api.transport import bind_tcp, bind_unix, write_contact
from jepa_learning.domain.errors import StoreBusyError, StoreError


def test_the_socket_is_for_the_user_alone_and_the_umask_stays_as_it_was(tmp_path: Path) -> None:
    path, mask = tmp_path / "s.sock", os.umask(0)
    try:
        with closing(bind_unix(path)):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert os.umask(0) == 0
    finally:
        os.umask(mask)


def test_a_socket_that_a_dead_sidecar_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "s.sock"
    bind_unix(path).close()
    assert path.is_socket()
    with closing(bind_unix(path)) as listener:
        listener.listen()
        with closing(socket.socket(socket.AF_UNIX)) as client:
            client.connect(str(path))


def test_a_socket_on_which_somebody_answers_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "s.sock"
    with closing(bind_unix(path)) as listener:
        listener.listen()
        with pytest.raises(StoreBusyError, match="lev jepa stop"):
            bind_unix(path)
        assert path.is_socket()


def test_a_path_that_cannot_be_listened_on_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be listened on"):
        bind_unix(tmp_path / "missing" / "s.sock")


def test_a_port_is_taken_on_loopback_only() -> None:
    with closing(bind_tcp(0)) as listener:
        host, port = listener.getsockname()
        assert (host, port > 0) == ("127.0.0.1", True)
        listener.listen()
        with pytest.raises(StoreBusyError, match=str(port)):
            bind_tcp(port)


def test_the_contact_is_for_the_user_alone_and_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "sidecar.json"
    write_contact(path, {"pid": 1})
    write_contact(path, {"pid": 2, "socket": "/s"})
    assert json.loads(path.read_text()) == {"pid": 2, "socket": "/s"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
