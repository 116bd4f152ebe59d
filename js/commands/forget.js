/** `forget`: erase events, of a source, of a project or before a date; asks first. */

import { LevError } from '../errors.js';
import { projectOf } from '../project.js';
import { counted, printable } from '../render/text.js';
import { reachSidecar } from '../sidecar.js';
import { eraseRuns, readRuns, recordsFolder } from '../workflow/record.js';
import { SOURCE } from '../workflow/learner.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const what = {
    ...(options.source && { source: options.source }),
    ...(options.project && { project: projectOf(options, around) }),
    ...(options.before !== undefined && { before: options.before }),
  };
  if (!(await isMeant(what, options, around))) return { data: { erased: 0 }, text: () => 'Nothing was erased.' };
  const sidecar = await reachSidecar(around);
  const comesBack = await readAgain(sidecar, what, around);
  const answer = await sidecar.request('POST', '/v1/forget', what);
  const data = { ...answer, runs: forgetRuns(what, around), read_again: comesBack };
  return { data, text: () => [`Erased ${counted(data.erased, 'event')}${data.runs > 0 ? ` and the records of ${counted(data.runs, 'workflow run')}` : ''}.`, data.owed && `  ? ${printable(data.owed)}`, ...data.read_again.map(readAgainWords)].filter(Boolean).join('\n') };
}

/**
 * The sources that are still allowed and are read from their beginning after this: what they hold comes back.
 * @param {import('../sidecar.js').Client} sidecar
 * @param {{source?: string, project?: string | null, before?: number}} what
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<string[]>}
 */
async function readAgain(sidecar, what, around) {
  if (what.before !== undefined) return []; // they are read on from where they were
  const project = what.project ?? projectOf({}, around);
  const { sources } = await sidecar.request('GET', `/v1/consent${project ? `?project=${encodeURIComponent(project)}` : ''}`);
  const allowed = sources.filter((/** @type {{granted: boolean}} */ { granted }) => granted).map((/** @type {{source: string}} */ { source }) => source);
  const begunAgain = what.project ? ['git'] : ['git', 'shell', 'claude-code'];
  return begunAgain.filter((source) => allowed.includes(source) && [undefined, source].includes(what.source));
}

/** @param {string} source */
function readAgainWords(source) {
  return `  ? ${source} is still allowed: the next lev jepa predict or learn reads it again. Keep it out with: lev jepa consent ${source} off`;
}

/**
 * The records of workflow runs hold what their events told.
 * @param {{source?: string, project?: string | null, before?: number}} what
 * @param {import('../perform.js').Surroundings} around
 * @returns {number} How many were erased.
 */
function forgetRuns({ source, project, before }, { paths }) {
  if (source !== undefined && source !== SOURCE) return 0;
  const folder = recordsFolder(paths);
  const meant = readRuns(folder).filter(({ run }) => (!project || run.project === project) && (before === undefined || run.started / 1000 < before));
  eraseRuns(folder, meant);
  return meant.length;
}

/**
 * @param {{source?: string, project?: string | null, before?: number}} what
 * @param {Record<string, any>} options
 * @param {import('../perform.js').Surroundings} around
 */
async function isMeant(what, options, around) {
  if (options.yes) return true;
  const words = inWords(what);
  if (around.terminal.interactive) return around.ask(`Erase ${words} for good? [y/N] `);
  throw new LevError('request_invalid', `this would erase ${words} for good, and there is no terminal to ask at. If that is meant, add --yes`);
}

/** @param {{source?: string, project?: string | null, before?: number}} what */
function inWords({ source, project, before }) {
  const parts = [
    source && `of source ${source}`,
    project && `of ${project}`,
    before !== undefined && `before ${new Date(before * 1000).toISOString()}`,
  ].filter(Boolean);
  return parts.length > 0 ? `all events ${parts.join(', ')}` : 'ALL events, of every source and project,';
}
