/** The official Node client, through `lev jepa mcp` to a real sidecar. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { venvProgram } from '../../js/setup/venv.js';
import { CHECKOUT, createSandbox } from './stand-ins/sandbox.js';

const WHISPER = 'jepa://whisper';

/**
 * Run a real sidecar, which whispers to whoever listens, as long as it takes to talk.
 * @param {import('./stand-ins/sandbox.js').Sandbox} sandbox
 * @param {() => Promise<void>} talk
 */
async function whileWhispering({ env }, talk) {
  const program = join(CHECKOUT, 'tests', 'e2e', 'whispering_sidecar.py');
  const python = venvProgram({ root: CHECKOUT, platform: process.platform });
  const ready = 3;
  const sidecar = spawn(python, [program, '--ready-fd', String(ready)], { env: { ...env, OPENBLAS_NUM_THREADS: '1' }, stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  const ended = once(sidecar, 'exit');
  try {
    const pipe = /** @type {import('node:stream').Readable} */ (sidecar.stdio[ready]);
    assert.equal(await Promise.race([once(pipe, 'data').then(() => 'ready'), ended]), 'ready');
    await talk();
  } finally {
    sidecar.kill('SIGKILL');
    await ended; // only then may its folders go
  }
}

/**
 * Be connected through `lev jepa mcp` as long as it takes to talk.
 * @param {import('./stand-ins/sandbox.js').Sandbox} sandbox
 * @param {string[]} options
 * @param {(client: Client) => Promise<void>} talk
 */
async function whileConnected({ env, repository }, options, talk) {
  const client = new Client({ name: 'test', version: '1' });
  const given = { command: process.execPath, args: [join(CHECKOUT, 'js', 'bin', 'lev.js'), 'jepa', 'mcp', ...options], env: /** @type {Record<string, string>} */ (env), cwd: repository };
  try {
    await client.connect(new StdioClientTransport(given));
    await talk(client);
  } finally {
    await client.close();
  }
}

test('the official Node client finds tools, answers, errors and the whisper, and hears of a new one', async (t) => {
  const sandbox = createSandbox(t);
  await whileWhispering(sandbox, async () => {
    await whileConnected(sandbox, [], async (client) => {
      await findTools(client);
      await hearWhisper(client);
    });
    await whileConnected(sandbox, ['--write'], learn);
  });
});

/** @param {Client} client It checks what is told against the schema that was listed. */
async function findTools(client) {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]), [['predict', true], ['related', true], ['search', true], ['preload', true], ['status', true]]);
  const status = await client.callTool({ name: 'status', arguments: {} });
  assert.equal(/** @type {any} */ (status.structuredContent).version, client.getServerVersion()?.version);
  const refused = await client.callTool({ name: 'predict', arguments: { k: 0 } });
  assert.equal(refused.isError, true);
  await assert.rejects(client.callTool({ name: 'learn', arguments: {} }), /there is no tool 'learn'/);
}

/** @param {Client} client */
async function hearWhisper(client) {
  assert.equal(client.getServerCapabilities()?.resources?.subscribe, true);
  const heard = new Promise((resolve) => client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri)));
  await client.subscribeResource({ uri: WHISPER });
  assert.equal(await heard, WHISPER);
  const [{ text }] = /** @type {any} */ ((await client.readResource({ uri: WHISPER })).contents);
  assert.equal(JSON.parse(text).whisper.id, 'w1');
}

/** @param {Client} client */
async function learn(client) {
  const learnt = await client.callTool({ name: 'learn', arguments: { events: [{ kind: 'tool', activity: 'Read', case: 'run' }] } });
  assert.equal(/** @type {any} */ (learnt.structuredContent).events.appended, 1);
}
