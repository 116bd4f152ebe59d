/** Streams that keep what is written to them, and `lev` run on them. */

import { Readable, Writable } from 'node:stream';
import { main } from '../../../js/cli/main.js';

/**
 * @param {{terminal?: boolean, input?: string}} [how]
 */
export function createStreams({ terminal = false, input = '' } = {}) {
  const stdout = keep(terminal);
  const stderr = keep(terminal);
  const stdin = Object.assign(Readable.from(input === '' ? [] : [input]), { isTTY: terminal });
  return { stdin, stdout, stderr };
}

/**
 * Run `lev` in this process.
 * @param {readonly string[]} argv
 * @param {import('./sandbox.js').Sandbox} sandbox
 * @param {{terminal?: boolean, input?: string} & Partial<Omit<import('../../../js/surroundings.js').Surroundings, 'terminal'>>} [how]
 * @returns {Promise<{code: number, out: string, err: string}>}
 */
export async function runLev(argv, sandbox, { terminal: atTerminal, input, ...replaced } = {}) {
  const streams = createStreams({ terminal: atTerminal, input });
  const code = await main(argv, streams, { cwd: sandbox.repository, env: sandbox.env, ...replaced });
  return { code, out: streams.stdout.text(), err: streams.stderr.text() };
}

/** @param {boolean} isTTY */
function keep(isTTY) {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return Object.assign(stream, { isTTY, columns: isTTY ? 100 : undefined, text: () => text });
}
