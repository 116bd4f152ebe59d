/** `feedback`: list the suggestions of late, or accept or dismiss one. */

import { LevError } from '../errors.js';
import { presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

const VERDICTS = Object.freeze(/** @type {Record<string, string>} */ ({ accept: 'accepted', dismiss: 'dismissed' }));

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ words: { verdict, id }, options }, around) {
  if (!verdict) return list(options, around);
  if (!id) throw new LevError('option_invalid', `feedback ${verdict} needs the id of a suggestion: lev jepa feedback lists them`);
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('POST', '/v1/feedback', { id, verdict: VERDICTS[verdict], candidate: options.candidate });
  return { data, text: () => render([data], around) };
}

/**
 * @param {Record<string, any>} options
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
async function list({ candidate, k = 20, ...options }, around) {
  if (candidate !== undefined) throw new LevError('option_invalid', '--candidate belongs to accept and dismiss, as in: lev jepa feedback accept ID --candidate 2');
  const project = presentProjectOf(options, around);
  const sidecar = await reachSidecar(around);
  const of = project ? `&project=${encodeURIComponent(project)}` : '';
  const data = await sidecar.request('GET', `/v1/feedback?most=${k}${of}`);
  return { data, text: () => render(data.suggestions, around) };
}

/**
 * @param {any[]} suggestions
 * @param {import('../perform.js').Surroundings} around
 */
async function render(suggestions, { terminal }) {
  const { renderSuggestions } = await import('../render/feedback.js');
  return renderSuggestions(suggestions, terminal);
}
