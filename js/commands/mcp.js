/** `mcp`: speak MCP on stdin and stdout, and nothing else on stdout. The sidecar does the work. */

import { createInterface } from 'node:readline';
import { LevError } from '../errors.js';
import { carry } from '../mcp-bridge.js';
import { presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const { stdin, stdout, signal } = around;
  if (!stdin || !stdout) throw new LevError('option_invalid', 'mcp speaks on a standard input and output of its own, and a host has none to give: have the agent start it, as in: lev jepa mcp');
  if (around.terminal.interactive) around.progress.note('This speaks MCP to a program: put it into the configuration of your agent (docs/how-to/use-with-agents.md). Ctrl-D ends it');
  const path = `/mcp/stdio?${entry(options, presentProjectOf(options, around) ?? around.cwd)}`;
  const lines = createInterface({ input: stdin, crlfDelay: Infinity });
  signal.addEventListener('abort', () => lines.close(), { once: true });
  await carry(
    lines,
    (line) => stdout.write(`${line}\n`),
    async () => (await reachSidecar(around)).connect(path),
  );
  signal.throwIfAborted();
  return { data: null, text: () => '', silent: true };
}

/** @param {Record<string, any>} options @param {string} project Outside of a repository, where the agent works. */
function entry({ write = false }, project) {
  return new URLSearchParams({ write: String(write), project });
}
