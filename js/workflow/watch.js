/**
 * Follows a run for the person who waits: says how far it is, what is likely next and how long it may still
 * take, writes every step down, and tells the learner of it.
 */

import { counted, printable } from '../render/text.js';
import { durationWords } from './duration.js';
import { eventOf } from './learner.js';
import { expectedRemaining } from './past.js';
import { flat } from './shape.js';

/**
 * @typedef {import('./record.js').Run} Run
 * @typedef {import('./record.js').Recorded} Recorded
 * @typedef {import('./record.js').StepResult} StepResult
 * @typedef {import('./shape.js').Workflow} Workflow
 *
 * @typedef {{next: import('./learner.js').Next | null, remaining_s: number | null}} Ahead What was expected when a step had ended.
 *
 * @typedef {object} Company What goes along with a run.
 * @property {Workflow} workflow
 * @property {Run} run
 * @property {import('./record.js').RunRecord} record
 * @property {import('./learner.js').Learner} learner
 * @property {readonly Recorded[]} past Runs of this workflow before.
 * @property {import('../surroundings.js').Surroundings} around
 */

const MARKS = Object.freeze({ done: '✓', failed: '✗', skipped: '-', shown: '▸', left: '…' });

/**
 * @param {Company} company
 * @returns {import('./run.js').Watcher & {aheads: ReadonlyMap<string, Ahead>}}
 */
export function watch({ workflow, run, record, learner, past, around }) {
  const { progress, terminal } = around;
  const total = flat(workflow.steps).length;
  /** @type {Map<string, Ahead>} */
  const aheads = new Map();
  let [done, ahead] = [0, aheadWords({ next: null, remaining_s: secondsLeft(past, null) })];
  /** @type {Promise<unknown>} */
  let turn = Promise.resolve(); // one question at a time, also within a group
  return {
    aheads,
    began: ({ name }) => progress.show(`${workflow.id}: ${printable(name)}${ahead}`, done, total),
    tell: (words) => progress.note(printable(words)),
    async show({ id }, instruction) {
      progress.note(`${MARKS.shown} ${id}: ${instruction.split('\n').map(printable).join('\n  ')}`);
      if (!terminal.interactive) return 'shown';
      const asked = turn.then(() => around.ask(`  Is ${id} done? [y/N] `));
      turn = asked.catch(() => {});
      return (await asked) ? 'done' : 'left';
    },
    async ended(step, result) {
      record.appendStep(result);
      done += 1;
      if (step.parallel.length > 0) return;
      if (step.command !== null) progress.note(endWords(result));
      const event = eventOf(run, result);
      if (!event) return;
      if (await learner.tell([event])) record.append({ type: 'learnt', steps: [result.id] });
      aheads.set(result.id, { next: done < total ? await learner.next(run) : null, remaining_s: secondsLeft(past, result.id) });
      ahead = aheadWords(/** @type {Ahead} */ (aheads.get(result.id)));
      if (done < total && ahead) progress.show(`${workflow.id}${ahead}`, done, total);
    },
  };
}

/** @param {readonly Recorded[]} past @param {string | null} step */
function secondsLeft(past, step) {
  const ms = expectedRemaining(past, step);
  return ms === null ? null : ms / 1000;
}

/**
 * @param {Ahead} ahead
 * @returns {string} Empty where nothing is known.
 */
function aheadWords({ next, remaining_s }) {
  const parts = [
    next && `next: ${printable(next.activity)}, ${Math.round(next.probability * 100)} %`,
    remaining_s !== null && `about ${durationWords(remaining_s * 1000)} left`,
  ].filter(Boolean);
  return parts.length > 0 ? ` (${parts.join('; ')})` : '';
}

/** @param {StepResult} result */
function endWords({ id, outcome, duration_ms, attempts, error }) {
  const tries = attempts > 1 ? `, ${counted(attempts, 'attempt')}` : '';
  return `${MARKS[outcome]} ${id}  ${durationWords(duration_ms)}${tries}${error ? `  ${printable(error.message)}` : ''}`;
}
