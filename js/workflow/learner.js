/**
 * What a run has to do with the learner: its steps become events, and the learner says what is likely next.
 * A run never waits for it for long and never fails on its account: what could not be told stays in the
 * record and is told by the next run.
 */

import { asLevError, Interrupted, LevError } from '../errors.js';
import { BATCH_EVENTS, FORESIGHT_MS, NAME_CHARACTERS, TOLD_MS } from '../limits.js';
import { findSidecar, reachSidecar } from '../sidecar.js';
import { within } from './attempt.js';
import { durationWords } from './duration.js';

/**
 * @typedef {import('./record.js').Run} Run
 * @typedef {import('./record.js').StepResult} StepResult
 * @typedef {{activity: string, probability: number}} Next
 */

/** The name of the source that steps of workflows come from. */
export const SOURCE = 'workflow';

/**
 * A step as an event: case is the run, activity the step. What was skipped or left did not happen, and a group is not done but its steps.
 * @param {Run} run
 * @param {StepResult} result
 * @returns {object | undefined}
 */
export function eventOf({ run, workflow, name, project }, { id, outcome, started, duration_ms, attempts, group }) {
  if (group || outcome === 'skipped' || outcome === 'left') return undefined;
  return {
    kind: 'step',
    activity: id,
    case: run,
    time: (started + duration_ms) / 1000,
    intent: name,
    source: SOURCE,
    attributes: { workflow, outcome, duration_s: duration_ms / 1000, attempts, ...(project && { project }) },
  };
}

export class Learner {
  #around;
  /** @type {Promise<unknown> | undefined} */
  #reached;
  /** @type {string | null} Why it is not asked any more. */
  problem = null;

  /** @param {import('../surroundings.js').Surroundings} around */
  constructor(around) {
    this.#around = around;
  }

  /**
   * @param {readonly object[]} events
   * @returns {Promise<boolean>} Whether all were taken in.
   */
  async tell(events) {
    for (let from = 0; from < events.length; from += BATCH_EVENTS) {
      const batch = { events: events.slice(from, from + BATCH_EVENTS) };
      if ((await this.#ask((sidecar) => sidecar.request('POST', '/v1/events', batch), { ms: TOLD_MS })) === null) return false;
    }
    return true;
  }

  /**
   * That a run is over: a piece of work is done, and a whisper may be due.
   * @param {Run} run
   * @param {'done' | 'failed'} status
   * @param {{step: string, done: number, runs: number} | undefined} forgotten
   */
  async ended({ name, project }, status, forgotten) {
    await this.#ask((sidecar) => sidecar.request('POST', '/v1/workflows/ended', { workflow: name.slice(0, NAME_CHARACTERS), status, project, forgotten }), { ms: TOLD_MS, mayFail: true });
  }

  /**
   * @param {Run} run
   * @returns {Promise<Next | null>} Null where it abstains, knows nothing, or does not answer in time.
   */
  async next({ run, name, project }) {
    const question = { kinds: ['step'], case: run, intent: name, project, k: 1 };
    const answer = await this.#ask((sidecar) => sidecar.request('POST', '/v1/predictions', question), { ms: FORESIGHT_MS, mayFail: true });
    const section = answer?.sections?.[0];
    const [first] = section?.candidates ?? [];
    return section?.abstained === null && first ? { activity: first.activity, probability: first.probability } : null;
  }

  /**
   * @template T
   * @param {(sidecar: import('../sidecar.js').Client) => Promise<T>} what
   * @param {{ms: number, mayFail?: boolean}} how `ms`: how long it is waited for.
   * @returns {Promise<T | null>}
   */
  async #ask(what, { ms, mayFail = false }) {
    if (this.problem !== null) return null;
    try {
      await (this.#reached ??= this.#reach());
      return await this.#soon(ms, async (around) => what(await reachSidecar(around)));
    } catch (error) {
      if (this.#around.signal.aborted) throw new Interrupted();
      if (!mayFail) this.problem = asLevError(error).message;
      return null;
    }
  }

  /** One that hangs is given up on; one that is to be started, to be replaced or that loads is waited for, as every command does. */
  async #reach() {
    await this.#soon(FORESIGHT_MS, findSidecar);
    await reachSidecar(this.#around);
  }

  /**
   * @template T
   * @param {number} ms
   * @param {(around: import('../surroundings.js').Surroundings) => Promise<T>} what
   * @returns {Promise<T>}
   */
  #soon(ms, what) {
    const silence = () => new LevError('sidecar_timeout', `the sidecar said nothing for ${durationWords(ms)}`);
    return within(ms, (signal) => what({ ...this.#around, signal }), this.#around, silence);
  }
}
