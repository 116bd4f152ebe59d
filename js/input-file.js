/** Opens what an option names to be read, a file or `-` for standard input, and reads its text. It does not know what is in it. */

import { createReadStream, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { LevError } from './errors.js';

/** What the shell has opened already, as in `--file <(gh run view ...)`: to read it waits for nobody who may never come. */
const OPENED = /^\/(dev\/(fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/;

/**
 * A pipe or a device may never begin or end, and Node cannot give up on one that it opened: none is opened by its name.
 * @param {string} option Of the command, for words.
 * @param {string} file
 * @param {Pick<import('./surroundings.js').Surroundings, 'cwd' | 'stdin' | 'signal'>} around `signal`: ends the wait for what does not come.
 * @returns {NodeJS.ReadableStream}
 * @throws {LevError} `option_invalid`, `file_unreadable`; an error of the system where its folder cannot be looked into.
 */
export function openInput(option, file, { cwd, stdin, signal }) {
  if (file === '-' && !stdin) throw new LevError('option_invalid', `--${option} is "-": there is no standard input to read here; give the path of a file`);
  if (file === '-') return addAbortSignal(signal, /** @type {import('node:stream').Readable} */ (stdin));
  const path = resolve(cwd, file);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat && !stat.isFile() && !(stdin && OPENED.test(path))) throw new LevError('file_unreadable', `${file} is no regular file: no pipe, device or folder is read by its name. ${stdin ? `Hand a pipe over as standard input: --${option} -` : 'Write what it holds to a file'}`);
  return addAbortSignal(signal, stat?.isFIFO() ? new Socket({ fd: openSync(path, 'r'), writable: false }) : createReadStream(path));
}

/**
 * Its text, piece by piece, without the mark of byte order that Windows puts before it.
 * @param {NodeJS.ReadableStream} input
 * @returns {AsyncGenerator<string>}
 */
export async function* textOf(input) {
  input.setEncoding('utf8');
  let isFirst = true;
  for await (const chunk of input) {
    yield isFirst ? String(chunk).replace(/^\uFEFF/, '') : String(chunk);
    isFirst = false;
  }
}
