/** `workflow`: run a workflow in YAML, check one, or list those of a folder. */

import { resolve } from 'node:path';
import { LevError } from '../errors.js';
import { projectOf } from '../project.js';
import { ensureNodeModules } from '../setup/node-modules.js';

/**
 * @typedef {import('../perform.js').Asked} Asked
 * @typedef {import('../perform.js').Outcome} Outcome
 * @typedef {import('../surroundings.js').Surroundings} Surroundings
 */

const OF_RUN = Object.freeze(['input', 'dry-run', 'resume']);

/**
 * @param {Asked} asked
 * @param {Surroundings} around
 * @returns {Promise<Outcome>}
 */
export async function perform({ options, words: { action, path } }, around) {
  if (!action) throw new LevError('option_invalid', 'workflow needs to know what to do: write lev jepa workflow run FILE, validate FILE or list [DIR]');
  if (action !== 'list' && !path) throw new LevError('option_invalid', `workflow ${action} needs a file: write lev jepa workflow ${action} FILE`);
  const unfit = action !== 'run' && OF_RUN.find((name) => options[name] !== undefined);
  if (unfit) throw new LevError('option_invalid', `--${unfit} means nothing to workflow ${action}: it belongs to workflow run`);
  if (options.input && options.resume !== undefined) throw new LevError('option_invalid', '--input and --resume are both given: a run that is gone on with keeps the inputs that it began with. Give other ones to a new run, without --resume');
  await ensureNodeModules(around); // the YAML reader is one of them
  if (action === 'list') return list(path, around);
  return action === 'validate' ? validate(path, around) : run(path, options, around);
}

/** @param {string} path @param {Surroundings} around @returns {Promise<Outcome>} */
async function validate(path, { cwd }) {
  const { readWorkflowFile } = await import('../workflow/reading.js');
  const { requireWorkflow } = await import('../workflow/validate.js');
  const reading = readWorkflowFile(resolve(cwd, path), path);
  const workflow = tried(() => requireWorkflow(reading));
  const data = { file: path, valid: workflow !== null, id: workflow?.id ?? null, steps: workflow?.steps.length ?? 0, problems: reading.problems };
  return { data, text: async () => (await import('../render/workflow.js')).renderChecked(data), exitCode: data.valid ? 0 : 1 };
}

/**
 * @template T
 * @param {() => T} what
 * @returns {T | null} Null where it is wrong: the problems are told otherwise.
 */
function tried(what) {
  try {
    return what();
  } catch (error) {
    if (error instanceof LevError && error.code === 'workflow_invalid') return null;
    throw error;
  }
}

/** @param {string | undefined} path @param {Surroundings} around @returns {Promise<Outcome>} */
async function list(path, { cwd, paths }) {
  const { findWorkflows } = await import('../workflow/find.js');
  const { readRuns, recordsFolder } = await import('../workflow/record.js');
  const folder = resolve(cwd, path ?? '.');
  const runs = readRuns(recordsFolder(paths));
  const data = { folder, workflows: findWorkflows(folder).map((found) => entry(found, runs)) };
  return { data, text: async () => (await import('../render/workflow.js')).renderWorkflows(data) };
}

/** @param {import('../workflow/find.js').Found} found @param {readonly import('../workflow/record.js').Recorded[]} runs */
function entry({ file, workflow, problem }, runs) {
  const last = runs.find(({ run }) => run.workflow === workflow?.id);
  const lastRun = last ? { run: last.run.run, started: last.run.started / 1000, outcome: last.end?.outcome ?? 'stopped' } : null;
  return { file, id: workflow?.id ?? null, name: workflow?.name ?? null, steps: workflow?.steps.length ?? 0, problem, last: lastRun };
}

/** @param {string} path @param {Record<string, any>} options @param {Surroundings} around @returns {Promise<Outcome>} */
async function run(path, options, around) {
  const { readWorkflowFile } = await import('../workflow/reading.js');
  const { requireWorkflow } = await import('../workflow/validate.js');
  const { runWorkflow, inputsOf, readInputs } = await import('../workflow/conduct.js');
  const workflow = requireWorkflow(readWorkflowFile(resolve(around.cwd, path), path));
  const inputs = options.resume === undefined ? readInputs(workflow, options.input ?? []) : inputsOf(workflow, options.resume, around);
  if (options['dry-run']) {
    const { steps } = workflow;
    return { data: { workflow: workflow.id, name: workflow.name, inputs, steps }, text: async () => (await import('../render/workflow.js')).renderPlan(workflow, inputs) };
  }
  const data = await runWorkflow(workflow, { file: resolve(around.cwd, path), given: path, inputs, resume: options.resume, project: projectOf(options, around) }, around);
  return { data, text: async () => (await import('../render/workflow.js')).renderRun(data, around.terminal), exitCode: data.outcome === 'done' ? 0 : 1 };
}
