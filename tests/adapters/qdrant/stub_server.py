"""A small server on loopback that speaks as much of Qdrant's REST interface as the adapter asks for.

It stands for the server where none is at hand; `QDRANT_URL` runs the same suite against a real one. What it
is asked is kept, so that tests can look at it, and it can be told to refuse.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

Json = dict[str, Any]


@dataclass
class Collection:
    vectors: Json
    schema: Json = field(default_factory=dict)
    points: dict[str, Json] = field(default_factory=dict)

    def matching(self, asked: Json | None) -> list[Json]:
        conditions = (asked or {}).get("must") or []
        return [point for point in self.points.values() if all(_holds(point, one) for one in conditions)]


def _holds(point: Json, condition: Json) -> bool:
    if "has_id" in condition:
        return point["id"] in condition["has_id"]
    return bool(point["payload"].get(condition["key"]) == condition["match"]["value"])


@dataclass
class Stub:
    """What the server holds and was asked.

    Attributes:
        headers: Of each request.
        refuse: Answers of which each is given once, before anything else: method, path, status.
    """

    url: str = ""
    collections: dict[str, Collection] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refuse: list[tuple[str, str, int]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str, path: str, body: Json) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        for refusal in self.refuse:
            if (method, path) == refusal[:2]:
                self.refuse.remove(refusal)
                return refusal[2], None
        name, what = re.fullmatch(r"/collections/([^/]+)(?:/(.*))?", path).groups()  # type: ignore[union-attr]
        if method == "PUT" and not what:
            if name in self.collections:
                return 409, None
            self.collections[name] = Collection(body["vectors"])
            return 200, True
        if name not in self.collections:
            return 404, None
        return 200, self._ask(self.collections[name], method, what, body)

    def _ask(self, held: Collection, method: str, what: str | None, body: Json) -> Any:
        match method, what:
            case "GET", None:
                return _described(held)
            case "PUT", "index":
                held.schema[body["field_name"]] = {"data_type": "keyword", "points": len(held.points)}
            case "PUT", "points":
                held.points |= {point["id"]: _normed(point) for point in body["points"]}
            case "POST", "points/delete":
                for point in held.matching(body["filter"]):
                    del held.points[point["id"]]
            case "POST", "points/count":
                return {"count": len(held.matching(body["filter"]))}
            case "POST", "points/scroll":
                return _page(held.matching(body["filter"]), body)
            case "POST", "points/query":
                return {"points": _nearest(held.matching(body["filter"]), body)}
        return {"operation_id": 1, "status": "completed"}


def _described(held: Collection) -> Json:
    return {
        "status": "green",
        "optimizer_status": "ok",
        "segments_count": 1,
        "config": {
            "params": {"vectors": held.vectors},
            "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10000},
            "optimizer_config": {
                "deleted_threshold": 0.2,
                "vacuum_min_vector_number": 1000,
                "default_segment_number": 0,
                "flush_interval_sec": 5,
            },
        },
        "payload_schema": held.schema,
    }


def _normed(point: Json) -> Json:
    length = float(np.linalg.norm(point["vector"])) or 1.0
    return {**point, "vector": [number / length for number in point["vector"]]}


def _page(points: list[Json], body: Json) -> Json:
    points.sort(key=lambda point: point["id"])
    rest = [point for point in points if point["id"] >= (body.get("offset") or "")]
    limit = body["limit"]
    return {"points": rest[:limit], "next_page_offset": rest[limit]["id"] if len(rest) > limit else None}


def _nearest(points: list[Json], body: Json) -> list[Json]:
    asked = np.array(body["query"]["nearest"])
    length = float(np.linalg.norm(asked)) or 1.0
    scored = [(float(np.dot(point["vector"], asked)) / length, point) for point in points]
    scored.sort(key=lambda one: -one[0])
    return [
        {"id": point["id"], "version": 0, "score": score, "payload": point["payload"]}
        for score, point in scored[: body["limit"]]
    ]


@contextmanager
def running_stub() -> Iterator[Stub]:
    """Run the server as long as it is wanted."""
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply("GET")

        def do_PUT(self) -> None:
            self.reply("PUT")

        def do_POST(self) -> None:
            self.reply("POST")

        def reply(self, method: str) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
            with stub.lock:
                stub.headers.append({name.lower(): value for name, value in self.headers.items()})
                status, result = stub.answer(method, self.path.partition("?")[0], body)
            text = "ok" if status == 200 else {"error": f"refused with {status}"}
            content = json.dumps({"time": 0.0, "status": text, "result": result}).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        stub.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield stub
        server.shutdown()
