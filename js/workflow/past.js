/** What past runs of a workflow say about this one: how long it goes on from here, and what is usually done. */

import { RUNS_TO_KNOW, USUAL_SHARE } from '../limits.js';

/** @typedef {import('./record.js').Recorded} Recorded */

/**
 * @param {readonly Recorded[]} runs Past ones of this workflow.
 * @param {string | null} step That was done last; null at the start.
 * @returns {number | null} The median in milliseconds; null where no past run went this way.
 */
export function expectedRemaining(runs, step) {
  const rests = runs.flatMap((past) => remainingIn(past, step) ?? []).sort((one, other) => one - other);
  if (rests.length === 0) return null;
  const middle = Math.floor(rests.length / 2);
  return rests.length % 2 === 1 ? rests[middle] : (rests[middle - 1] + rests[middle]) / 2;
}

/**
 * Steps that past runs mostly did and this one did not, the surest first.
 * @param {readonly Recorded[]} runs Past ones of this workflow.
 * @param {ReadonlySet<string>} done Steps of this run.
 * @returns {{step: string, done: number, runs: number}[]}
 */
export function forgottenSteps(runs, done) {
  const ended = runs.filter(({ end }) => end !== null);
  if (ended.length < RUNS_TO_KNOW) return [];
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const past of ended) for (const step of doneIn(past)) counts.set(step, (counts.get(step) ?? 0) + 1);
  return [...counts]
    .filter(([step, count]) => count >= USUAL_SHARE * ended.length && !done.has(step))
    .map(([step, count]) => ({ step, done: count, runs: ended.length }))
    .sort((one, other) => other.done - one.done);
}

/**
 * A run that was taken up again lay still in between: its times say nothing.
 * @param {Recorded} past
 * @param {string | null} step
 */
function remainingIn({ run, steps, resumed, end }, step) {
  if (resumed || end?.outcome !== 'done') return undefined;
  if (step === null) return end.ended - run.started;
  const at = steps.findLast((one) => one.id === step && (one.outcome === 'done' || one.outcome === 'shown'));
  return at ? Math.max(0, end.ended - (at.started + at.duration_ms)) : undefined;
}

/** @param {Recorded} past @returns {Set<string>} */
function doneIn({ steps }) {
  return new Set(steps.filter(({ outcome, group }) => outcome === 'done' && !group).map(({ id }) => id));
}
