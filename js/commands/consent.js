/** `consent`: show or change what may be read. */

import { LevError } from '../errors.js';
import { projectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options, words }, around) {
  if (words.source && !words.word) throw new LevError('option_invalid', `consent ${words.source} lacks its word: write lev jepa consent ${words.source} on, or off`);
  const project = projectOf(options, around);
  const sidecar = await reachSidecar(around);
  const data = words.source ? await change(sidecar, words, options.everywhere ? null : project) : await show(sidecar, project);
  return { data, text: () => render(data, words) };
}

/**
 * @param {import('../sidecar.js').Client} sidecar
 * @param {Record<string, string>} words
 * @param {string | null} project
 */
function change(sidecar, { source, word }, project) {
  return sidecar.request('PUT', '/v1/consent', { source, granted: word === 'on', project });
}

/** @param {import('../sidecar.js').Client} sidecar @param {string | null} project */
function show(sidecar, project) {
  return sidecar.request('GET', `/v1/consent${project ? `?project=${encodeURIComponent(project)}` : ''}`);
}

/** @param {any} data @param {Record<string, string>} words */
async function render(data, { source, word }) {
  const { renderConsent } = await import('../render/consent.js');
  if (source !== 'code' || word !== 'on') return renderConsent(data);
  const { READ_BEFORE } = await import('../consent-question.js');
  return `${renderConsent(data)}\n\n${READ_BEFORE}`;
}
