/** Calls one command for a step: within its time, again where that may help. It does not know the other steps. */

import { parseObject } from '../cli/parse.js';
import { asLevError, Interrupted, LevError } from '../errors.js';
import { LONGEST_RETRY_MS } from '../limits.js';
import { perform } from '../perform.js';
import { SILENT } from '../progress.js';
import { durationWords } from './duration.js';

/**
 * @typedef {import('../surroundings.js').Surroundings} Surroundings
 * @typedef {import('./shape.js').Step} Step
 * @typedef {{data: unknown, text: string, error: {code: string, message: string} | null, attempts: number}} Attempted
 */

/** What no repetition mends. */
const FINAL = new Set(['option_invalid', 'command_unknown', 'not_available', 'request_invalid', 'consent_missing', 'file_unreadable', 'project_not_found', 'config_invalid']);

/**
 * @param {Step} step
 * @param {Record<string, any>} args With every variable in its place.
 * @param {Surroundings} around
 * @param {(words: string) => void} tell
 * @returns {Promise<Attempted>}
 * @throws {Interrupted} The user gave up.
 */
export async function callCommand(step, args, around, tell) {
  for (let attempts = 1; ; attempts += 1) {
    const called = await callOnce(step, args, around);
    const { error } = called;
    if (!error || attempts > step.retries || FINAL.has(error.code)) return { ...called, attempts };
    const wait = Math.min(step.backoff_ms * 2 ** (attempts - 1), LONGEST_RETRY_MS);
    tell(`${step.id}: ${error.message}. Once more in ${durationWords(wait)} (${attempts} of ${step.retries})`);
    await around.sleep(wait, around.signal);
  }
}

/** @param {Step} step @param {Record<string, any>} args @param {Surroundings} around */
async function callOnce(step, args, around) {
  try {
    const asked = parseObject({ ...args, command: step.command });
    const { data, text, exitCode = 0 } = await within(step.timeout_ms, (signal) => perform(asked, alone(around, signal)), around);
    const error = exitCode === 0 ? null : { code: 'workflow_step_failed', message: `${step.command} ended with exit code ${exitCode}` };
    return { data, text: await text(), error };
  } catch (thrown) {
    if (around.signal.aborted) throw new Interrupted();
    const { code, message } = asLevError(thrown);
    return { data: null, text: '', error: { code, message } };
  }
}

/**
 * A step asks nobody, reads no standard input and shows no progress of its own.
 * @param {Surroundings} around
 * @param {AbortSignal} signal
 * @returns {Surroundings}
 */
function alone(around, signal) {
  return { ...around, signal, progress: SILENT, stdin: null, stdout: null, ask: async () => false, terminal: { ...around.terminal, interactive: false } };
}

/**
 * The work, or an error when its time is over; it is told to stop, and not waited for any longer.
 * @template T
 * @param {number} ms
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @param {Pick<Surroundings, 'signal' | 'sleep'>} around
 * @param {() => LevError} [tooLate]
 * @returns {Promise<T>}
 */
export async function within(ms, work, { signal, sleep }, tooLate = () => new LevError('workflow_step_timeout', `it took longer than ${durationWords(ms)}. Give it more time with timeout`)) {
  const stop = new AbortController();
  const over = new AbortController();
  if (signal.aborted) throw new Interrupted();
  const giveUp = () => [stop, over].forEach((one) => one.abort());
  signal.addEventListener('abort', giveUp, { once: true, signal: over.signal });
  const late = sleep(ms, over.signal).then(
    () => {
      stop.abort();
      throw tooLate();
    },
    () => {
      if (signal.aborted) throw new Interrupted();
      return new Promise(() => {});
    },
  );
  try {
    return await Promise.race([work(stop.signal), /** @type {Promise<never>} */ (late)]);
  } finally {
    over.abort();
  }
}
