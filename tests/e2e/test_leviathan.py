"""The real host, where LEVIATHAN names a checkout of it with its packages; left out everywhere else.

What it needs is in docs/how-to/use-in-leviathan.md. The checkout is as it was afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.sidecar_process import SECONDS, Home
from tests.e2e.test_hooks import git

HOST = Path(os.environ.get("LEVIATHAN", "/nowhere"))
ROOT = Path(__file__).parents[2]
COMMITS = 30
MCP = """
const [sdk, server] = process.argv.slice(1);
const { Client } = await import(`${sdk}/client/index.js`);
const { StdioClientTransport } = await import(`${sdk}/client/stdio.js`);
const client = new Client({ name: 'test', version: '1' });
client.onerror = () => {};  // the host prints on the stream of its protocol
const started = { command: 'node', args: [server], env: process.env, stderr: 'ignore' };
await client.connect(new StdioClientTransport(started));
let tools = [];
while (tools.length === 0) ({ tools } = await client.listTools());
const answer = await client.callTool({ name: 'jepa', arguments: { command: 'predict', k: 2 } });
const refused = await client.callTool({ name: 'jepa', arguments: { command: 'predict', k: 'x' } });
console.log(JSON.stringify({ tools: tools.map((one) => one.name), answer, refused }));
await client.close();
"""

pytestmark = pytest.mark.skipif(not (HOST / "agent" / "src").is_dir(), reason="no checkout of the host here")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Install the plugin into the host, and take it out again."""
    home = Home(tmp_path / "home")
    home.environ["OPENAI_API_KEY"] = "none"  # without one the host does not start
    lev(home, "host", "install", str(HOST))
    try:
        yield home
    finally:
        lev(home, "host", "uninstall", str(HOST))
        shutil.rmtree(home.folders.runtime, ignore_errors=True)


@pytest.fixture
def project(home: Home, tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-q", environ=home.environ)
    for number in range(COMMITS):
        for name in ("a.py", "test_a.py"):
            (root / name).write_text(f"x = {number}\n", encoding="utf-8")
        git(root, "add", ".", environ=home.environ)
        git(root, "commit", "-qm", f"Change a, {number}", environ=home.environ)
    return root


def lev(home: Home, *words: str) -> None:
    command = ["node", str(ROOT / "js" / "bin" / "lev.js"), "jepa", *words]
    subprocess.run(command, env=home.environ, check=True, capture_output=True)


def in_host(home: Home, project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["node", str(HOST / "agent/src/adapters/cli/cli-entry.js"), "jepa", *words]
    return subprocess.run(
        command, env=home.environ, cwd=project, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def test_its_command_line_predicts_and_refuses(home: Home, project: Path) -> None:
    with home.running():
        predicted = in_host(home, project, "predict")
        refused = in_host(home, project, "predict", "--k", "x")
    assert (predicted.returncode, "test_a.py" in predicted.stdout) == (0, True)
    assert (refused.returncode, "expected a whole number" in refused.stdout + refused.stderr) == (1, True)


def test_its_mcp_server_offers_the_tool_and_answers(home: Home, project: Path) -> None:
    sdk = HOST / "node_modules/@modelcontextprotocol/sdk/dist/esm"
    command = ["node", "--input-type=module", "-e", MCP, str(sdk), str(HOST / "agent/src/index.js")]
    with home.running():
        run = subprocess.run(
            command,
            env=home.environ,
            cwd=project,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
    said: dict[str, Any] = json.loads(run.stdout)
    assert "jepa" in said["tools"]
    assert "test_a.py" in said["answer"]["content"][0]["text"]
    assert said["refused"]["isError"] is True


def test_it_is_left_as_it_was(home: Home) -> None:
    lev(home, "host", "uninstall", str(HOST))
    said = subprocess.run(
        ["git", "-C", str(HOST), "status", "--short", "--", "agent/src", "plugins/@lev-os"],
        check=True,
        capture_output=True,
    )
    assert said.stdout == b""
