/** jepa-learning in opencode: tells the sidecar of each tool call. Silent while the sidecar is away; it starts nothing. */
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';

const send = '@SEND@';
const socket = '@SOCKET@';

/** @param {{directory: string}} here */
export const JepaLearning = async ({ directory }) => ({
  /** @param {{tool: string, sessionID: string}} call @param {{args?: object}} given */
  'tool.execute.before': async ({ tool, sessionID }, { args }) => {
    tell({ hook_event_name: 'PreToolUse', session_id: sessionID, cwd: directory, tool_name: tool, tool_input: args ?? {} });
  },
});

/** @param {object} said */
function tell(said) {
  if (!existsSync(socket)) return;
  const child = spawn(send, ['/v1/hooks/agents/opencode', '1'], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(said));
  child.unref();
}
