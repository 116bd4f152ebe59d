/** The plugin for opencode, driven as opencode 1 and opencode 2 drive one, before a sidecar that answers and one that does not. */

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createSandbox } from './stand-ins/sandbox.js';
import { startSidecar } from './stand-ins/sidecar.js';
import { runLev } from './stand-ins/terminal.js';

const CALL = 'POST /v1/hooks/agents/opencode';
const WHISPER = 'lev jepa whispers (w1): Likely next: b.py (60%).';
const ANSWER = { hookSpecificOutput: { hookEventName: 'UserPromptSubmit', additionalContext: WHISPER } };
const LONG = 'x'.repeat(100_000);
const PATCH = ['*** Begin Patch', '*** Update File: src/a.py', LONG, '*** Add File: tests/test_a.py', '+ *** Add File: no', '*** Delete File: old.py', '*** End Patch', ''];

/**
 * The plugin as it is installed, and a sidecar that remembers what it is told.
 * @param {import('node:test').TestContext} t
 * @param {{answer?: unknown, isAway?: boolean}} [how]
 */
async function installed(t, { answer = '', isAway = false } = {}) {
  const sandbox = createSandbox(t);
  assert.equal((await runLev(['jepa', 'hook', 'install', 'opencode', '--yes'], sandbox)).code, 0);
  const { default: plugin } = await import(join(sandbox.folder, 'config', 'opencode', 'plugins', 'jepa-learning.js'));
  /** @type {any[]} */
  const waiting = [];
  /** @type {any[]} */
  const came = [];
  const route = (/** @type {{body: any}} */ { body }) => {
    const next = waiting.shift();
    if (next) next(body);
    else came.push(body);
    return { body: answer };
  };
  if (!isAway) t.after((await startSidecar(sandbox.paths, { routes: { [CALL]: route } })).close);
  return { sandbox, plugin, told: () => new Promise((resolve) => (came.length > 0 ? resolve(came.shift()) : waiting.push(resolve))) };
}

/** An event of opencode 1 about a tool call. @param {any} [state] @param {string} [callID] */
function part(state = {}, callID = 'call_1') {
  const over = { status: 'completed', input: { filePath: '/w/src/a.py' }, output: 'text', title: 'a.py', metadata: {}, time: { start: Date.now() - 5, end: Date.now() } };
  return { event: { type: 'message.part.updated', properties: { part: { id: 'prt_1', sessionID: 'ses_1', messageID: 'msg_2', type: 'tool', callID, tool: 'read', state: { ...over, ...state } } } } };
}

/** What opencode 2 gives a plugin. @param {string} directory */
function contextOf(directory) {
  /** @type {Record<string, (event: any) => Promise<void>>} */
  const hooks = {};
  const hook = async (/** @type {string} */ name, /** @type {any} */ call) => void (hooks[name] = call);
  return { hooks, context: { location: { directory }, session: { hook }, tool: { hook } } };
}

describe('the plugin in opencode 1', () => {
  it('tells of a call that is over, once, and whether it failed', async (t) => {
    const { plugin, told } = await installed(t);
    const { event } = await plugin.server({ directory: '/w' });
    await event(part({ status: 'running', time: { start: Date.now() } }));
    await event(part());
    await event(part());
    assert.deepEqual(await told(), { hook_event_name: 'PostToolUse', session_id: 'ses_1', cwd: '/w', tool_name: 'read', tool_input: { filePath: '/w/src/a.py' } });
    await event(part({ status: 'error', error: 'no' }, 'call_2'));
    assert.equal((await told()).hook_event_name, 'PostToolUseFailure');
    await event(part({ metadata: { exit: 2 } }, 'call_3'));
    assert.equal((await told()).hook_event_name, 'PostToolUseFailure');
  });

  it('tells nothing of what is long over, as in a session that is copied', async (t) => {
    const { plugin, told } = await installed(t);
    const { event } = await plugin.server({ directory: '/w' });
    await event(part({ time: { start: 1, end: 2 } }));
    await event({ event: { type: 'session.idle', properties: { sessionID: 'ses_1' } } });
    await event(part({ input: { filePath: 'last' } }, 'call_9'));
    assert.equal((await told()).tool_input.filePath, 'last');
  });

  it('hands the agent a whisper beside the prompt', async (t) => {
    const { plugin, told } = await installed(t, { answer: ANSWER });
    const hooks = await plugin.server({ directory: '/w' });
    const parts = [{ id: 'prt_1', type: 'text', text: 'Fix it' }, { id: 'prt_2', type: 'text', text: 'file', synthetic: true }];
    await hooks['chat.message']({ sessionID: 'ses_1' }, { message: { id: 'msg_1' }, parts });
    assert.deepEqual(await told(), { hook_event_name: 'UserPromptSubmit', session_id: 'ses_1', cwd: '/w', prompt: 'Fix it' });
    assert.deepEqual(parts[2], { id: 'prt_2w', sessionID: 'ses_1', messageID: 'msg_1', type: 'text', text: WHISPER, synthetic: true });
  });

  it('does nothing where there are no sessions and no tools to follow', async (t) => {
    const { plugin } = await installed(t, { isAway: true });
    assert.equal(await plugin.setup({ agent: {} }), undefined);
  });
});

describe('the plugin in opencode 2', () => {
  it('tells of a call, with no more of a long argument than its beginning, and of a patch which files it changes', async (t) => {
    const { plugin, told } = await installed(t);
    const { hooks, context } = contextOf('/w');
    await plugin.setup(context);
    await hooks['execute.after']({ tool: 'patch', sessionID: 'ses_1', id: 'call_1', input: { patchText: PATCH.join('\n'), reason: LONG, more: { a: 1 } }, status: 'completed', result: { content: 'done' } });
    const { tool_input: given, ...said } = await told();
    assert.deepEqual(said, { hook_event_name: 'PostToolUse', session_id: 'ses_1', cwd: '/w', tool_name: 'patch' });
    assert.deepEqual(given, { patchText: [0, 1, 3, 5].map((line) => PATCH[line]).join('\n'), reason: LONG.slice(0, 4096) });
    await hooks['execute.after']({ tool: 'shell', sessionID: 'ses_1', id: 'call_2', input: { command: 'npm test' }, status: 'completed', result: { metadata: { exit: 1 } } });
    assert.equal((await told()).hook_event_name, 'PostToolUseFailure');
    await hooks['execute.after']({ tool: 'read', sessionID: 'ses_1', id: 'call_3', input: undefined, status: 'error', error: { message: 'no' } });
    assert.equal((await told()).hook_event_name, 'PostToolUseFailure');
  });

  it('tells of a patch over very many files the first 32, each once', async (t) => {
    const { plugin, told } = await installed(t);
    const { hooks, context } = contextOf('/w');
    await plugin.setup(context);
    const files = Array.from({ length: 2000 }, (_, index) => `*** Update File: src/${index >> 1}.py`);
    await hooks['execute.after']({ tool: 'patch', sessionID: 'ses_1', input: { patchText: ['*** Begin Patch', ...files].join('\r\n') }, status: 'completed' });
    const kept = Array.from({ length: 32 }, (_, index) => `*** Update File: src/${index}.py`);
    assert.equal((await told()).tool_input.patchText, ['*** Begin Patch', ...kept].join('\n'));
  });

  it('puts a whisper behind the prompt', async (t) => {
    const { plugin, told } = await installed(t, { answer: ANSWER });
    const { hooks, context } = contextOf('/w');
    await plugin.setup(context);
    const event = { sessionID: 'ses_1', messageID: 'msg_1', prompt: { text: 'Fix it' }, delivery: 'queue' };
    await hooks.prompt(event);
    assert.equal((await told()).prompt, 'Fix it');
    assert.equal(event.prompt.text, `Fix it\n\n${WHISPER}`);
  });

  for (const [name, answer] of /** @type {[string, unknown][]} */ ([['says nothing', ''], ['answers something else', { a: 1 }], ['fails', undefined]])) {
    it(`leaves the prompt as it is where the sidecar ${name}`, async (t) => {
      const { plugin } = await installed(t, { answer });
      const { hooks, context } = contextOf('/w');
      await plugin.setup(context);
      const event = { sessionID: 'ses_1', prompt: { text: 'Fix it' } };
      await hooks.prompt(event);
      assert.equal(event.prompt.text, 'Fix it');
    });
  }

  it('leaves the prompt as it is where the sidecar is away, or takes what is said and never answers', async (t) => {
    const { sandbox, plugin } = await installed(t, { isAway: true });
    const { hooks, context } = contextOf('/w');
    await plugin.setup(context);
    const event = { sessionID: 'ses_1', prompt: { text: 'Fix it' } };
    await hooks.prompt(event);
    mkdirSync(sandbox.paths.runtime, { recursive: true, mode: 0o700 });
    const mute = createServer((socket) => void socket.on('error', () => {}).resume());
    await new Promise((resolve) => mute.listen(sandbox.paths.socket, () => resolve(undefined)));
    t.after(() => mute.close());
    await hooks.prompt(event);
    assert.equal(event.prompt.text, 'Fix it');
    await hooks['execute.after']({ tool: 'read', sessionID: 'ses_1', input: {}, status: 'completed' });
  });
});
