/** `adapt`: to a workflow from examples or its first runs, or to a new project; show what was adapted to, or undo it. */

import { basename, extname, resolve } from 'node:path';
import { LevError, systemCode } from '../errors.js';
import { readEvents } from '../event-lines.js';
import { openInput } from '../input-file.js';
import { presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const { examples, workflow, undo, start, like, dismiss } = options;
  const beside = ['examples', 'workflow', 'undo', 'start', 'like'].find((name) => options[name] !== undefined && options[name] !== false);
  if (dismiss !== undefined && beside) throw new LevError('option_invalid', `--dismiss and --${beside} are both given: --dismiss NAME stands alone`);
  if (dismiss !== undefined) return dismissing(dismiss, around);
  if (examples && (undo || start)) throw new LevError('option_invalid', `--examples and --${undo ? 'undo' : 'start'} are both given: learn examples, or ${undo ? 'undo a workflow' : 'start a project'}`);
  if (start && workflow) throw new LevError('option_invalid', '--start and --workflow are both given: a project begins like another one, a workflow is learnt from its runs');
  if (like && (!start || undo)) throw new LevError('option_invalid', '--like says which project to begin like, and --start is missing');
  const project = presentProjectOf(options, around) ?? around.cwd;
  if (undo) return undoing(start ? { project } : { workflow }, around);
  if (start) return starting(project, like, around);
  if (examples) return learning(examples, workflow, around);
  return workflow ? learningRuns(workflow, around) : showing(around);
}

/** @param {import('../perform.js').Surroundings} around */
async function showing(around) {
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('GET', '/v1/adaptations');
  return { data, text: async () => (await screens()).renderAdaptations(data) };
}

/**
 * @param {string} name
 * @param {import('../perform.js').Surroundings} around
 */
async function dismissing(name, around) {
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('POST', '/v1/adaptations/dismiss', { name });
  return { data, text: async () => (await screens()).renderDismissed(data) };
}

/**
 * @param {{workflow?: string, project?: string}} what
 * @param {import('../perform.js').Surroundings} around
 */
async function undoing(what, around) {
  if (!what.workflow && !what.project) throw new LevError('option_invalid', '--undo needs --workflow NAME or --start: lev jepa adapt lists what was adapted to');
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('POST', '/v1/adaptations/undo', what);
  return { data, text: async () => (await screens()).renderUndone(data) };
}

/**
 * @param {string} project
 * @param {string | undefined} like
 * @param {import('../perform.js').Surroundings} around
 */
async function starting(project, like, around) {
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('POST', '/v1/adaptations/starts', { project, ...(like && { like: resolve(around.cwd, like) }) });
  return { data, text: async () => (await screens()).renderStarted(data), exitCode: data.done ? 0 : 1 };
}

/**
 * @param {string} workflow
 * @param {import('../perform.js').Surroundings} around
 */
async function learningRuns(workflow, around) {
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('POST', '/v1/adaptations', { workflow });
  return { data, text: async () => (await screens()).renderAdapted(data), exitCode: data.action === null ? 1 : 0 };
}

/**
 * @param {string} file
 * @param {string | undefined} workflow
 * @param {import('../perform.js').Surroundings} around
 */
async function learning(file, workflow, around) {
  const { events, refused } = await read(file, around);
  const sidecar = await reachSidecar(around);
  const answer = await sidecar.request('POST', '/v1/adaptations', { workflow: workflow ?? common(events) ?? nameOf(file), events: events.map(({ event }) => event) });
  const lines = [...refused, ...answer.intake.refused.map((/** @type {any} */ { index, code, detail }) => ({ line: events[index].line, code, detail }))];
  const data = { ...answer, intake: { ...answer.intake, received: events.length + refused.length, refused: lines } };
  return { data, text: async () => (await screens()).renderAdapted(data), exitCode: lines.length > 0 || data.action === null ? 1 : 0 };
}

/**
 * @param {string} file
 * @param {import('../perform.js').Surroundings} around
 */
async function read(file, around) {
  try {
    return await readEvents(openInput('examples', file, around));
  } catch (error) {
    if (systemCode(error) === undefined || error instanceof LevError) throw error;
    throw new LevError('file_unreadable', `${file} cannot be read (${systemCode(error)}): expected a file with one JSON event a line`, { cause: error });
  }
}

/**
 * The one workflow that all events name.
 * @param {{event: any}[]} events
 * @returns {string | undefined}
 */
function common(events) {
  const named = new Set(events.map(({ event }) => event.attributes?.workflow));
  const [name] = named;
  return named.size === 1 && typeof name === 'string' && name !== '' ? name : undefined;
}

/** @param {string} file */
function nameOf(file) {
  return file === '-' ? 'examples' : basename(file, extname(file));
}

function screens() {
  return import('../render/adaptation.js');
}
