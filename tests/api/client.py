"""A client of the app on the application in memory, without a server."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

import httpx
from fastapi import FastAPI
from tests.application.in_memory import House

from jepa_learning.api.activity import Activity
from jepa_learning.api.app import create_app
from jepa_learning.api.state import Sidecar

VERSION = "1.2.3"


def sidecar_of(house: House, *, left: list[str] | None = None, tick_s: float = 0.01) -> Sidecar:
    """Make the process that the app is of; `left` takes a word when somebody asks it to leave.

    Each look at its timer is `tick_s` later.
    """
    counting = itertools.count()
    told = [] if left is None else left
    return Sidecar(
        house.application,
        version=VERSION,
        pid=4711,
        folders={"data": "/d", "state": "/s", "runtime": "/r"},
        timer=lambda: tick_s * next(counting),
        started=0.0,
        leave=lambda: told.append("left"),
    )


def make_app(house: House, *, left: list[str] | None = None, tick_s: float = 0.01, **limits: Any) -> FastAPI:
    """Make the app."""
    sidecar = sidecar_of(house, left=left, tick_s=tick_s)
    bounds = {"request_limit_bytes": 100_000, "call_limit_bytes": 200_000, "request_timeout_s": 30, **limits}
    return create_app(sidecar, activity=Activity(sidecar.timer), **bounds)


def talking_to(app: FastAPI) -> httpx.AsyncClient:
    """Return a client without a server; a fault of the app becomes an answer, as it does in a server."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


class Client:
    """Sends one request at a time, each in an event loop of its own."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def request(self, method: str, path: str, **asked: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            async with talking_to(self.app) as client:
                return await client.request(method, path, **asked)

        return asyncio.run(send())

    def get(self, path: str, **asked: Any) -> httpx.Response:
        return self.request("GET", path, **asked)

    def post(self, path: str, **asked: Any) -> httpx.Response:
        return self.request("POST", path, **asked)

    def put(self, path: str, **asked: Any) -> httpx.Response:
        return self.request("PUT", path, **asked)

    def delete(self, path: str, **asked: Any) -> httpx.Response:
        return self.request("DELETE", path, **asked)


def client_of(house: House, *, left: list[str] | None = None, **limits: Any) -> Client:
    """Return a client of the app of an application."""
    return Client(make_app(house, left=left, **limits))


def lines_of(text: str) -> list[dict[str, Any]]:
    """Return the lines of a stream."""
    return [json.loads(line) for line in text.splitlines()]
