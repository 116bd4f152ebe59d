"""The MCP server: tools and one resource, over the official SDK.

The SDK takes half a second to import, so this file is imported when the first client comes. It does not know
how messages travel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import anyio.to_thread
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.subscriptions import ListenHandler
from mcp.shared.exceptions import MCPError

from jepa_learning.api.mcp.tools import Desk, Tool, code_of, schema_of, tools
from jepa_learning.api.mcp.whisper import WHISPER, Subscriptions, read_whisper
from jepa_learning.api.problems import NotReady
from jepa_learning.api.state import Sidecar
from jepa_learning.domain.errors import JepaLearningError
from jepa_learning.ports.journal import place_of

Context = ServerRequestContext[Any, Any]

_INSTRUCTIONS: Final = (
    "jepa-learning has learnt, on this machine and from this user's own history, what comes next. Ask "
    "predict, with the task as intent, before choosing what to open or run; related for what else a change "
    "touches; search for where something was done before. Answers are an index: ask again with detail for "
    "what you will use. Where an answer abstains, or notes that something was lacking, say so."
)
_FAULT: Final = "a fault of the sidecar; report it with its log"


def build_server(
    sidecar: Sidecar,
    *,
    writes: bool,
    project_of: Callable[[Context], str | None],
    listening: ListenHandler,
    subscriptions: Subscriptions | None = None,
) -> Server[Any]:
    """Make a server.

    Args:
        writes: Whether tools are offered that change what is learnt.
        project_of: Returns the folder that whoever calls was started in.
        listening: Serves streams of changes (protocol 2026-07-28).
        subscriptions: Serves subscriptions of earlier versions; None where nothing can be sent unasked.
    """
    offered = tools(writes=writes)
    listed = types.ListToolsResult(tools=[_described(tool) for tool in offered.values()])
    schemas = {tool.name: tool.input_schema for tool in listed.tools}

    async def list_tools(ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return listed

    async def call_tool(ctx: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = offered.get(params.name)
        if tool is None:
            known = ", ".join(offered)
            raise MCPError(types.INVALID_PARAMS, f"there is no tool {params.name!r}: expected one of {known}")
        return await _call(tool, Desk(sidecar, project_of(ctx)), params.arguments or {})

    async def subscribe(ctx: Context, params: types.SubscribeRequestParams) -> types.EmptyResult:
        _require_whisper(params.uri)
        if subscriptions is not None:
            subscriptions.subscribe(ctx.session)
        return types.EmptyResult()

    async def unsubscribe(ctx: Context, params: types.UnsubscribeRequestParams) -> types.EmptyResult:
        _require_whisper(params.uri)
        if subscriptions is not None:
            subscriptions.close()
        return types.EmptyResult()

    return Server(
        "jepa-learning",
        version=sidecar.version,
        title="jepa-learning",
        description="Learns what comes next in your work, on your machine.",
        instructions=_INSTRUCTIONS,
        get_tool_input_schema=schemas.get,  # else the SDK lists all tools before every call over HTTP
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=_list_resources,
        on_read_resource=partial(_read_resource, sidecar),
        on_subscribe_resource=subscribe if subscriptions else None,
        on_unsubscribe_resource=unsubscribe if subscriptions else None,
        on_subscriptions_listen=listening,
    )


def _described(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.summary,
        input_schema=schema_of(tool.asked),
        output_schema=schema_of(tool.told),
        annotations=types.ToolAnnotations(
            read_only_hint=not tool.writes,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


async def _call(tool: Tool, desk: Desk, arguments: dict[str, Any]) -> types.CallToolResult:
    began, code = desk.sidecar.timer(), None
    try:
        # in a thread, as a route's work: the event loop is everybody's
        answer = await anyio.to_thread.run_sync(partial(tool.call, desk, arguments))
        return types.CallToolResult(
            content=[types.TextContent(text=answer.model_dump_json(exclude_none=True))],
            structured_content=answer.model_dump(mode="json", exclude_none=True),
        )
    except (JepaLearningError, NotReady) as error:
        code = code_of(error)
        return _refusal(code, str(error))
    except Exception as error:  # the outermost place: its words could quote what the user did
        code = "internal"
        desk.sidecar.application.journal.note(
            "fault", level="error", error=type(error).__name__, where=place_of(error)
        )
        return _refusal(code, _FAULT)
    finally:
        took_ms = round((desk.sidecar.timer() - began) * 1000, 2)
        desk.sidecar.application.journal.note("tool", method=tool.name, code=code, duration_ms=took_ms)


def _refusal(code: str, words: str) -> types.CallToolResult:
    """An error that the model reads, and can act on; a program finds its code in `_meta`."""
    return types.CallToolResult(
        content=[types.TextContent(text=f"{code}: {words}")], is_error=True, _meta={"jepa/code": code}
    )


async def _list_resources(
    ctx: Context, params: types.PaginatedRequestParams | None
) -> types.ListResourcesResult:
    whisper = types.Resource(
        uri=WHISPER,
        name="whisper",
        title="The current whisper",
        description="A hint for what you do now, where there is one that is worth its words; else null.",
        mime_type="application/json",
    )
    return types.ListResourcesResult(resources=[whisper])


async def _read_resource(
    sidecar: Sidecar, ctx: Context, params: types.ReadResourceRequestParams
) -> types.ReadResourceResult:
    _require_whisper(params.uri)
    text = read_whisper(sidecar.application.current_whisper)
    contents = types.TextResourceContents(uri=WHISPER, mime_type="application/json", text=text)
    return types.ReadResourceResult(contents=[contents])


def _require_whisper(uri: str) -> None:
    if uri != WHISPER:
        raise MCPError(types.INVALID_PARAMS, f"there is no such resource: the only one is {WHISPER}")
