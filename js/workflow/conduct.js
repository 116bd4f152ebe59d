/** One run from beginning to end: a new one or one that is taken up again, its record, its company, its summary. */

import { LevError } from '../errors.js';
import { eventOf, Learner } from './learner.js';
import { forgottenSteps } from './past.js';
import { eraseRuns, isGoingOn, nameRun, outdated, readRun, readRuns, recordsFolder, RunRecord } from './record.js';
import { runSteps } from './run.js';
import { flat } from './shape.js';
import { watch } from './watch.js';

/**
 * @typedef {import('../surroundings.js').Surroundings} Surroundings
 * @typedef {import('./shape.js').Workflow} Workflow
 * @typedef {import('./record.js').Recorded} Recorded
 *
 * @typedef {object} Summary What `workflow run` answers.
 * @property {string} run
 * @property {string} workflow
 * @property {string} name
 * @property {string} file As the user named it.
 * @property {'done' | 'failed' | 'left'} outcome
 * @property {number} duration_s Of all that was done, waits included.
 * @property {{id: string, line: number, outcome: string, data: unknown, text: string, error: {code: string, message: string} | null, duration_s: number, attempts: number, ahead: import('./watch.js').Ahead | null}[]} steps `ahead`: what was expected
 *   when it had ended.
 * @property {string[]} not_reached
 * @property {{step: string, done: number, runs: number}[]} forgotten Usually done, and not this time.
 * @property {string[]} notes What was lacking.
 */

/**
 * What the inputs are: as the file has them, as the user gave them.
 * @param {Workflow} workflow
 * @param {readonly string[]} given Each `name=value`.
 * @returns {Record<string, unknown>}
 * @throws {LevError} `option_invalid`.
 */
export function readInputs({ inputs, file }, given) {
  const values = { ...inputs };
  for (const one of given) {
    const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(one) ?? [];
    if (name === undefined || !Object.hasOwn(inputs, name)) {
      const names = Object.keys(inputs).join(', ') || 'none';
      throw new LevError('option_invalid', `--input is ${JSON.stringify(one)}: expected NAME=VALUE; the inputs of ${file} are: ${names}`);
    }
    values[name] = value;
  }
  const missing = Object.keys(values).find((name) => values[name] === null);
  if (missing) throw new LevError('option_invalid', `the input ${missing} has no value: give it with --input ${missing}=VALUE`);
  return values;
}

/**
 * What the inputs of a run are that is gone on with: as it began.
 * @param {Workflow} workflow
 * @param {string} run
 * @param {Surroundings} around
 * @returns {Record<string, unknown>}
 * @throws {LevError} `workflow_run_unknown`.
 */
export function inputsOf(workflow, run, { paths }) {
  return requireOpen(readRun(recordsFolder(paths), run), workflow).run.inputs;
}

/**
 * @param {Workflow} workflow
 * @param {{file: string, given: string, inputs: Record<string, unknown>, resume?: string, project: string | null}} how
 * @param {Surroundings} around
 * @returns {Promise<Summary>}
 * @throws {LevError}
 */
export async function runWorkflow(workflow, how, around) {
  const folder = recordsFolder(around.paths);
  const earlier = how.resume === undefined ? undefined : requireOpen(readRun(folder, how.resume), workflow);
  const all = readRuns(folder, workflow.id);
  eraseRuns(folder, outdated(all));
  const past = all.filter(({ run }) => run.run !== earlier?.run.run && !isGoingOn(folder, run.run));
  if (!earlier) noteStopped(past[0], how.given, around);
  const run = earlier?.run ?? { run: nameRun(workflow.id, around.time()), workflow: workflow.id, name: workflow.name, file: how.file, project: how.project, started: around.time(), inputs: how.inputs };
  const record = new RunRecord(folder, run.run);
  try {
    record.append(earlier ? { type: 'resumed', time: around.time() } : { type: 'run', ...run });
    const learner = new Learner(around);
    await tellOwed(earlier ? [earlier, ...past] : past, learner, { folder, own: record, run: run.run });
    const watcher = watch({ workflow, run, record, learner, past, around });
    const ran = await runSteps(workflow, { inputs: run.inputs, known: knownOf(earlier), around, watcher });
    if (ran.outcome !== 'left') record.append({ type: 'end', outcome: ran.outcome, ended: around.time() });
    const forgotten = ran.outcome === 'done' ? forgottenSteps(past, doneIn(ran)) : [];
    if (ran.outcome !== 'left') await learner.ended(run, ran.outcome, forgotten[0]);
    around.progress.clear();
    return summarise(ran, { workflow, run, forgotten, learner, aheads: watcher.aheads, given: how.given });
  } finally {
    record.close();
  }
}

/**
 * @param {Recorded} recorded
 * @param {Workflow} workflow
 * @returns {Recorded}
 */
function requireOpen(recorded, { id }) {
  const { run, end } = recorded;
  if (run.workflow !== id) throw new LevError('workflow_run_unknown', `the run ${run.run} is one of ${run.workflow}, not of ${id}: expected a run of this workflow`);
  if (end?.outcome === 'done') throw new LevError('workflow_run_unknown', `the run ${run.run} has ended: there is nothing to go on with. Run it anew without --resume`);
  return recorded;
}

/** @param {Recorded | undefined} recorded */
function knownOf(recorded) {
  return new Map(recorded?.steps.map((step) => [step.id, step]));
}

/** @param {Recorded | undefined} last @param {string} given @param {Surroundings} around */
function noteStopped(last, given, { progress }) {
  if (last && last.end === null) progress.note(`The run before this one stopped in the middle. Go on with it instead: lev jepa workflow run ${given} --resume ${last.run.run}`);
}

/**
 * Steps that the learner could not be told of when they were done.
 * @param {readonly Recorded[]} runs
 * @param {Learner} learner
 * @param {{folder: string, own: RunRecord, run: string}} where
 */
async function tellOwed(runs, learner, { folder, own, run: current }) {
  for (const { run, steps, learnt } of runs) {
    const owed = steps.filter((step) => !learnt.has(step.id) && eventOf(run, step));
    if (owed.length === 0 || !(await learner.tell(owed.map((step) => /** @type {object} */ (eventOf(run, step)))))) continue;
    const line = { type: 'learnt', steps: owed.map(({ id }) => id) };
    if (run.run === current) own.append(line);
    else withRecord(folder, run.run, (record) => record.append(line));
  }
}

/** @param {string} folder @param {string} run @param {(record: RunRecord) => void} what */
function withRecord(folder, run, what) {
  const record = new RunRecord(folder, run);
  try {
    what(record);
  } finally {
    record.close();
  }
}

/** @param {import('./run.js').Ran} ran @returns {Set<string>} */
function doneIn({ results }) {
  return new Set(results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id));
}

/**
 * @param {import('./run.js').Ran} ran
 * @param {{workflow: Workflow, run: import('./record.js').Run, forgotten: Summary['forgotten'], learner: Learner, aheads: ReadonlyMap<string, import('./watch.js').Ahead>, given: string}} about
 * @returns {Summary}
 */
function summarise({ results, outcome, notReached }, { workflow, run, forgotten, learner, aheads, given }) {
  const lines = new Map(flat(workflow.steps).map(({ id, line }) => [id, line]));
  const plain = results.filter(({ id }) => !workflow.steps.some((step) => step.id === id && step.parallel.length > 0));
  return {
    run: run.run,
    workflow: workflow.id,
    name: workflow.name,
    file: given,
    outcome,
    duration_s: results.reduce((sum, { id, duration_ms }) => (workflow.steps.some((step) => step.id === id) ? sum + duration_ms : sum), 0) / 1000,
    steps: plain.map(({ id, outcome: became, data, text, error, duration_ms, attempts }) => ({ id, line: lines.get(id) ?? 0, outcome: became, data, text, error, duration_s: duration_ms / 1000, attempts, ahead: aheads.get(id) ?? null })),
    not_reached: notReached,
    forgotten,
    notes: learner.problem === null ? [] : [`nothing was learnt from this run yet: ${learner.problem}. The next run tells of it`],
  };
}
