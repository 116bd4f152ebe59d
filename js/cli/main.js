/**
 * The standalone `lev`: words in, text or one JSON document out, an exit code back. It prints; nothing
 * below it does.
 */

import { asLevError, Interrupted, LevError } from '../errors.js';
import { perform } from '../perform.js';
import { createProgress, SILENT } from '../progress.js';
import { surround } from '../surroundings.js';
import { nearest } from './nearest.js';
import { restoreFromNpm } from './npm-options.js';
import { parseWords, wantsJson } from './parse.js';
import { COMMANDS } from './table.js';

const NAMESPACE = 'jepa';

/**
 * @typedef {object} Streams
 * @property {NodeJS.ReadableStream & {isTTY?: boolean}} stdin
 * @property {NodeJS.WritableStream & {isTTY?: boolean, columns?: number}} stdout
 * @property {NodeJS.WritableStream & {isTTY?: boolean, columns?: number}} stderr
 */

/**
 * @param {readonly string[]} argv Behind `lev`.
 * @param {Streams} streams
 * @param {Partial<import('../surroundings.js').Surroundings>} [replaced]
 * @returns {Promise<number>} The exit code of docs/reference/cli.md.
 */
export async function main(argv, streams, replaced = {}) {
  const env = replaced.env ?? process.env;
  let json = wantsJson(argv);
  let progress = SILENT;
  let logs = '';
  try {
    const words = restoreFromNpm(withoutNamespace(argv), env);
    json = wantsJson(words);
    const asked = parseWords(words);
    json = asked.options.json ?? false;
    const around = surround({ ...attach(streams, env, asked.options), ...replaced });
    progress = around.progress;
    logs = around.paths.state;
    const outcome = await perform(asked, around);
    progress.clear();
    if (outcome.silent) return 0;
    await print(streams.stdout, json ? JSON.stringify(outcome.data, null, 2) : await outcome.text());
    return outcome.exitCode ?? 0;
  } catch (error) {
    progress.clear();
    return report(withLogs(asLevError(error), logs), streams, json);
  }
}

/**
 * @param {readonly string[]} argv
 * @returns {string[]} The words behind `jepa`.
 */
function withoutNamespace(argv) {
  const [first, ...rest] = argv;
  if (first === NAMESPACE) return rest;
  if (first === undefined || first === 'help' || first === 'version' || first.startsWith('-')) return [...argv];
  const known = COMMANDS.some(({ name }) => name === first);
  const hint = known ? `Did you mean: lev ${NAMESPACE} ${first}?` : nearest(first, [NAMESPACE]) ? `Did you mean ${NAMESPACE}?` : `This lev knows: ${NAMESPACE}`;
  throw new LevError('command_unknown', `there is no plugin ${JSON.stringify(first)} here. ${hint}`);
}

/**
 * What a terminal, or the lack of one, means to a command.
 * @param {Streams} streams
 * @param {NodeJS.ProcessEnv} env
 * @param {Record<string, any>} options
 */
function attach({ stdin, stdout, stderr }, env, { quiet = false, json = false }) {
  const plain = Boolean(env.NO_COLOR) || env.TERM === 'dumb';
  const interactive = Boolean(stdin.isTTY && stderr.isTTY) && !quiet && !json;
  return {
    stdin,
    stdout,
    terminal: { interactive, colour: Boolean(stdout.isTTY) && !plain, width: (stdout.isTTY && stdout.columns) || undefined },
    progress: quiet ? SILENT : createProgress(stderr, { terminal: Boolean(stderr.isTTY) && !plain, width: stderr.columns || undefined }),
    ask: (/** @type {string} */ question) => askYesNo(question, stdin, stderr),
  };
}

/**
 * @param {string} question
 * @param {NodeJS.ReadableStream} input
 * @param {NodeJS.WritableStream} output
 * @returns {Promise<boolean>} Only a plain yes is one.
 */
async function askYesNo(question, input, output) {
  if (/** @type {import('node:stream').Readable} */ (input).readableEnded) {
    output.write(`${question}\n`);
    return false; // no line will come any more
  }
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input, output });
  try {
    const answer = await new Promise((resolve, reject) => {
      lines.question(question, resolve);
      lines.once('close', () => {
        output.write('\n');
        resolve('');
      });
      lines.once('SIGINT', () => reject(new Interrupted()));
    });
    return /^\s*y(es)?\s*$/i.test(answer);
  } finally {
    lines.removeAllListeners('close').close();
  }
}

/**
 * A fault can only be reported with the logs: say where they are.
 * @param {LevError} error
 * @param {string} logs
 */
function withLogs(error, logs) {
  if (error.code !== 'internal' || logs === '') return error;
  return new LevError(error.code, `${error.message} (logs: ${logs})`, { cause: error.cause });
}

/**
 * @param {LevError} error
 * @param {Streams} streams
 * @param {boolean} json
 */
async function report({ code, message, exitCode, cause }, { stdout, stderr }, json) {
  if (json) await print(stdout, JSON.stringify({ success: false, error: { code, message } }, null, 2));
  else if (code === 'interrupted') stderr.write('\n');
  else stderr.write(`lev: ${message}${code === 'internal' && cause instanceof Error ? `\n${cause.stack}` : ''}\n`);
  return exitCode;
}

/**
 * Write all of it before the process ends, to a pipe too.
 * @param {NodeJS.WritableStream} stream
 * @param {string} text
 * @returns {Promise<void>}
 */
function print(stream, text) {
  return new Promise((resolve) => stream.write(text.endsWith('\n') ? text : `${text}\n`, () => resolve()));
}
