/** The bridge between an MCP client and the sidecar: what it carries, what it repeats, what it answers itself. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LevError } from '../../js/errors.js';
import { carry } from '../../js/mcp-bridge.js';
import { createSandbox } from './stand-ins/sandbox.js';
import { runLev } from './stand-ins/terminal.js';

const INITIALIZE = { id: 1, method: 'initialize' };
const INITIALIZED = { method: 'notifications/initialized' };
const SUBSCRIBE = { id: 2, method: 'resources/subscribe' };

/**
 * A sidecar of one connection: it answers every request, and hangs up when it is told so.
 * @param {(message: any) => boolean} hangsUpOn Before it answers.
 * @param {(message: any) => boolean} refuses
 */
function createSidecar(hangsUpOn = () => false, refuses = () => false) {
  /** @type {any[]} */
  const heard = [];
  /** @type {string[]} */
  const queue = [];
  let isOver = false;
  let wake = () => {};
  return {
    heard,
    /** @param {string} line */
    write(line) {
      const message = JSON.parse(line);
      heard.push(message);
      if (hangsUpOn(message)) isOver = true;
      else if (message.id !== undefined) queue.push(JSON.stringify({ id: message.id, ...(refuses(message) ? { error: { code: -1 } } : { result: {} }) }));
      wake();
    },
    end() {
      isOver = true;
      wake();
    },
    async *lines() {
      for (;;) {
        while (queue.length > 0) yield /** @type {string} */ (queue.shift());
        if (isOver) return;
        await new Promise((resolve) => (wake = () => resolve(undefined)));
      }
    },
  };
}

/**
 * Carry messages to one sidecar after the other; the client waits for each answer before it goes on.
 * @param {any[]} messages
 * @param {ReturnType<typeof createSidecar>[]} sidecars
 */
async function carried(messages, sidecars) {
  /** @type {any[]} */
  const told = [];
  let answered = () => {};
  async function* client() {
    for (const message of messages) {
      const answer = new Promise((resolve) => (answered = () => resolve(undefined)));
      yield typeof message === 'string' ? message : JSON.stringify(message);
      if (message.id !== undefined) await answer;
    }
  }
  const left = [...sidecars];
  await carry(
    client(),
    (line) => {
      told.push(JSON.parse(line));
      answered();
    },
    async () => left.shift() ?? Promise.reject(new LevError('sidecar_failed', 'it ended')),
  );
  return told;
}

test('what the client says is carried in order and every answer comes back', async () => {
  const sidecar = createSidecar();
  const told = await carried([INITIALIZE, INITIALIZED, { id: 'a', method: 'ping' }], [sidecar]);
  assert.deepEqual(sidecar.heard, [INITIALIZE, INITIALIZED, { id: 'a', method: 'ping' }]);
  assert.deepEqual(told.map(({ id }) => id), [1, 'a']);
});

test('a question that the sidecar took with it is asked again of the next one, over a connection opened as before', async () => {
  const first = createSidecar(({ id }) => id === 3);
  const second = createSidecar();
  const told = await carried([INITIALIZE, INITIALIZED, SUBSCRIBE, { id: 3, method: 'ping' }, { id: 4, method: 'ping' }], [first, second]);
  assert.deepEqual(second.heard, [INITIALIZE, INITIALIZED, SUBSCRIBE, { id: 3, method: 'ping' }, { id: 4, method: 'ping' }]);
  assert.deepEqual(told.map(({ id, error }) => [id, error]), [1, 2, 3, 4].map((id) => [id, undefined]), 'answers to what was repeated are not for the client');
});

test('a question that takes two sidecars with it is answered with an error', async () => {
  const fatal = () => createSidecar(({ id }) => id === 3);
  const told = await carried([INITIALIZE, { id: 3, method: 'ping' }, { id: 4, method: 'ping' }], [fatal(), fatal(), createSidecar()]);
  assert.deepEqual(told.map(({ id, error }) => [id, error?.data.code]), [[1, undefined], [3, 'sidecar_absent'], [4, undefined]]);
});

test('an opening that the sidecar refused is not repeated', async () => {
  const refusing = createSidecar(({ id }) => id === 3, ({ method }) => method === 'initialize');
  const second = createSidecar();
  await carried([{ id: 0, method: 'server/discover' }, INITIALIZE, INITIALIZED, { id: 3, method: 'ping' }], [refusing, second]);
  assert.deepEqual(second.heard.map(({ id }) => id), [3]);
});

test('an opening that was lost is made once, and its answer is for the client', async () => {
  const second = createSidecar();
  const told = await carried([INITIALIZE, { id: 2, method: 'ping' }], [createSidecar(({ id }) => id === 1), second]);
  assert.deepEqual(second.heard.map(({ id }) => id), [1, 2]);
  assert.deepEqual(told.map(({ id }) => id), [1, 2]);
});

test('what was unsubscribed is not subscribed again', async () => {
  const first = createSidecar(({ id }) => id === 4);
  const second = createSidecar();
  await carried([INITIALIZE, SUBSCRIBE, { id: 3, method: 'resources/unsubscribe' }, { id: 4, method: 'ping' }], [first, second]);
  assert.deepEqual(second.heard.map(({ id }) => id), [1, 4]);
});

test('a client that begins anew is not begun for twice', async () => {
  const first = createSidecar(({ id }) => id === 9);
  const second = createSidecar();
  await carried([INITIALIZE, { id: 2, method: 'ping' }, { ...INITIALIZE, id: 9 }], [first, second]);
  assert.deepEqual(second.heard, [{ ...INITIALIZE, id: 9 }]);
});

test('where no sidecar can be had every question is told why, and a notice is not', async () => {
  const told = await carried([INITIALIZED, { id: 3, method: 'ping' }], []);
  assert.deepEqual(told.map(({ id, error }) => [id, error.code, error.message, error.data.code]), [[3, -32000, 'sidecar_failed: it ended', 'sidecar_failed']]);
});

test('a line that is no message is refused and the next one is carried', async () => {
  const told = await carried(['nonsense', '[]', '7', '', { id: 3, method: 'ping' }], [createSidecar()]);
  assert.deepEqual(told.map(({ id, error }) => [id, error?.code]), [[null, -32700], [null, -32700], [null, -32700], [3, undefined]]);
});

test('a stream without an end does not keep the connection open when the client has gone', async () => {
  const sidecar = createSidecar();
  /** @type {string[]} */
  const told = [];
  const silent = { ...sidecar, write: () => {} };
  async function* client() {
    yield JSON.stringify({ id: 1, method: 'subscriptions/listen' });
  }
  await carry(client(), (line) => told.push(line), async () => silent);
  assert.deepEqual(told, []);
});

test('a host, which has no standard input to give, is told who should start it', async (t) => {
  const { code, err } = await runLev(['jepa', 'mcp'], createSandbox(t), { stdin: null });
  assert.equal(code, 1);
  assert.match(err, /mcp speaks on a standard input and output of its own/);
});
