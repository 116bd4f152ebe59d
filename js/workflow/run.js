/**
 * Does a workflow's steps, one after another and those of a group at the same time. It does not print and
 * keeps no record: it tells a watcher, and returns what became of each step.
 */

import { STEPS_AT_ONCE } from '../limits.js';
import { callCommand } from './attempt.js';
import { evaluate, ExpressionError, isTrue } from './expression.js';
import { flat } from './shape.js';
import { fill } from './template.js';

/**
 * @typedef {import('./shape.js').Workflow} Workflow
 * @typedef {import('./shape.js').Step} Step
 * @typedef {import('./record.js').StepResult} StepResult
 * @typedef {import('./record.js').StepOutcome} StepOutcome
 * @typedef {import('../surroundings.js').Surroundings} Surroundings
 *
 * @typedef {object} Watcher
 * @property {(step: Step) => void} began
 * @property {(step: Step, result: StepResult) => Promise<void>} ended
 * @property {(words: string) => void} tell
 * @property {(step: Step, instruction: string) => Promise<StepOutcome>} show Gives it to a person.
 *
 * @typedef {object} Ran
 * @property {StepResult[]} results In the order of the file, a group before what is in it.
 * @property {'done' | 'failed' | 'left'} outcome `left`: a person stopped at a step that is not done yet.
 * @property {string[]} notReached
 *
 * @typedef {object} Variables
 * @property {Record<string, unknown>} inputs
 * @property {Record<string, unknown>} steps
 * @property {Record<string, unknown>} outputs
 *
 * @typedef {object} Doing
 * @property {Variables} variables
 * @property {ReadonlyMap<string, StepResult>} known Results of the run that is taken up again; empty for a new one.
 * @property {Map<string, StepResult>} results Of this run so far.
 * @property {Surroundings} around
 * @property {Watcher} watcher
 *
 * @typedef {Partial<StepResult> & {outcome: StepOutcome}} Became
 */

const KEPT = new Set(['done', 'skipped', 'shown']);

/**
 * @param {Workflow} workflow
 * @param {Pick<Doing, 'known' | 'around' | 'watcher'> & {inputs: Record<string, unknown>}} how
 * @returns {Promise<Ran>}
 * @throws {import('../errors.js').Interrupted}
 */
export async function runSteps(workflow, { inputs, known, around, watcher }) {
  /** @type {Doing} */
  const doing = { variables: { inputs, steps: {}, outputs: {} }, known, results: new Map(), around, watcher };
  for (const [place, step] of workflow.steps.entries()) {
    if (isKept(step, doing.known)) takeOver(step, doing);
    else {
      await doStep(step, doing);
      doing.known = new Map(); // what follows may rest on what was done anew
    }
    remember(step, doing);
    const stopped = stops(step, doing.results);
    if (stopped) return summary(workflow, doing.results, stopped, place + 1);
  }
  const failed = [...doing.results.values()].some(({ outcome }) => outcome === 'failed');
  return summary(workflow, doing.results, failed ? 'failed' : 'done', workflow.steps.length);
}

/**
 * @param {Workflow} workflow
 * @param {Doing['results']} results
 * @param {Ran['outcome']} outcome
 * @param {number} reached How many steps at the top.
 * @returns {Ran}
 */
function summary({ steps }, results, outcome, reached) {
  return { results: flat(steps).flatMap(({ id }) => results.get(id) ?? []), outcome, notReached: steps.slice(reached).map(({ id }) => id) };
}

/**
 * Whether the earlier run did this very step, so that it need not be done again.
 * @param {Step} step
 * @param {Doing['known']} known
 */
function isKept({ id, fingerprint }, known) {
  const earlier = known.get(id);
  return earlier !== undefined && KEPT.has(earlier.outcome) && !earlier.dropped && earlier.fingerprint === fingerprint;
}

/** @param {Step} step @param {Doing} doing */
function takeOver(step, { known, results }) {
  for (const { id } of flat([step])) {
    const earlier = known.get(id);
    if (earlier) results.set(id, earlier);
  }
}

/**
 * @param {Step} step
 * @param {Doing['results']} results
 * @returns {'failed' | 'left' | null} Why nothing follows; null where the run goes on.
 */
function stops(step, results) {
  const outcome = results.get(step.id)?.outcome;
  if (outcome === 'left') return 'left';
  return outcome === 'failed' && step.onFailure === 'stop' ? 'failed' : null;
}

/** @param {Step} step @param {Doing} doing */
async function doStep(step, doing) {
  const { results, watcher, around } = doing;
  watcher.began(step);
  const started = around.time();
  const became = await become(step, doing);
  const result = { data: null, text: '', error: null, attempts: 1, ...became, id: step.id, started, duration_ms: Math.max(0, around.time() - started), fingerprint: step.fingerprint, ...(step.parallel.length > 0 && { group: true }) };
  results.set(step.id, result);
  await watcher.ended(step, result);
}

/** @param {Step} step @param {Doing} doing @returns {Promise<Became>} */
async function become(step, doing) {
  try {
    if (step.when && !isTrue(evaluate(step.when, { ...doing.variables }))) return { outcome: 'skipped' };
    if (step.parallel.length > 0) return await doGroup(step, doing);
    if (step.command === null) return await showInstruction(step, doing);
    const called = await callCommand(step, fill(step.args, { ...doing.variables }), doing.around, doing.watcher.tell);
    return { outcome: called.error ? 'failed' : 'done', ...called };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { outcome: 'failed', error: { code: 'workflow_step_failed', message: error.message } };
  }
}

/**
 * Until it is known to be done, an instruction is the text of its step: whoever sees only the answer reads it there.
 * @param {Step} step
 * @param {Doing} doing
 * @returns {Promise<Became>}
 */
async function showInstruction(step, { variables, watcher }) {
  const text = shown(step, variables);
  const outcome = await watcher.show(step, text);
  return { outcome, ...(outcome !== 'done' && { text }) };
}

/**
 * A text for a person may hold braces of its own: it is shown as it stands where they are no variables.
 * @param {Step} step
 * @param {Variables} variables
 */
function shown({ instruction }, variables) {
  try {
    return String(fill(instruction, { ...variables }));
  } catch {
    return String(instruction);
  }
}

/** @param {Step} step @param {Doing} doing @returns {Promise<Became>} */
async function doGroup({ parallel }, doing) {
  const waiting = parallel.filter((one) => !isKept(one, doing.known));
  for (const one of parallel) if (!waiting.includes(one)) takeOver(one, doing);
  const workers = Array.from({ length: Math.min(STEPS_AT_ONCE, waiting.length) }, async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await doStep(one, doing);
  });
  await Promise.all(workers);
  const stopped = parallel.map((one) => stops(one, doing.results));
  const worst = /** @type {const} */ (['left', 'failed']).find((outcome) => stopped.includes(outcome));
  return { outcome: worst ?? 'done', data: Object.fromEntries(parallel.map(({ id }) => [id, doing.results.get(id)?.data ?? null])) };
}

/**
 * What later steps can ask for.
 * @param {Step} step
 * @param {Doing} doing
 */
function remember(step, { results, variables }) {
  for (const { id, output } of flat([step])) {
    const { outcome = 'skipped', data = null, error = null, duration_ms = 0 } = results.get(id) ?? {};
    variables.steps[id] = { outcome, success: outcome === 'done' || outcome === 'shown', data, error, duration_s: duration_ms / 1000 };
    if (output) variables.outputs[output] = data;
  }
}
