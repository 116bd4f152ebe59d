/** `predict`: learn what is new, then say what comes next. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { importSources } from '../imports.js';
import { leadsOut, nameInProject, presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const project = presentProjectOf(options, around);
  const known = knownOf(options, project, around);
  const sidecar = await reachSidecar(around);
  if (!options.offline) await learnWhatIsNew(sidecar, project, around);
  const data = await sidecar.request('POST', '/v1/predictions', questionFrom({ ...options, known }, project, around.cwd));
  return { data, text: () => render(data, options, around) };
}

/**
 * @param {import('../sidecar.js').Client} sidecar
 * @param {string | null} project
 * @param {import('../perform.js').Surroundings} around
 */
async function learnWhatIsNew(sidecar, project, around) {
  if (around.terminal.interactive) {
    const { askForConsent } = await import('../consent-question.js');
    await askForConsent(sidecar, project ? ['shell', 'code'] : ['shell'], project, around);
  }
  const { problems } = await importSources(sidecar, { project }, around.progress);
  for (const { source, detail } of problems) around.progress.note(source ? `${source}: ${detail}` : detail);
}

/**
 * The files that are given, by their names in the project; a word about each that counts for nothing, or may.
 * @param {Record<string, any>} options
 * @param {string | null} project
 * @param {import('../perform.js').Surroundings} around
 * @returns {string[] | undefined}
 */
function knownOf({ known }, project, { cwd, progress }) {
  if (!project) return known;
  return known?.map((/** @type {string} */ path) => nameInProject(path, project, cwd)).filter((/** @type {string} */ name) => {
    if (leadsOut(name)) progress.note(`--known ${name} is not in ${project}: it counts for nothing`);
    else if (!existsSync(resolve(project, name))) progress.note(`--known ${name}: there is no such file; it counts only where the history knows it`);
    return !leadsOut(name);
  });
}

/**
 * What is not given is left out: the sidecar knows what is usual.
 * @param {Record<string, any>} options
 * @param {string | null} project
 * @param {string} cwd
 */
function questionFrom({ intent, kind, k, horizon, known, explain }, project, cwd) {
  return {
    project,
    cwd,
    kinds: kind,
    k,
    horizon,
    intent,
    known,
    explain,
  };
}

/**
 * @param {any} data
 * @param {Record<string, any>} options
 * @param {import('../perform.js').Surroundings} around
 */
async function render(data, options, { terminal }) {
  const { renderPrediction } = await import('../render/prediction.js');
  return renderPrediction(data, { terminal, given: options.known !== undefined });
}
