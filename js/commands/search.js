/** `search`: where and when a file, a command, a step, a tool or a past case was seen. It learns nothing. */

import { LevError } from '../errors.js';
import { presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options, words: { words } }, around) {
  if (!words?.trim()) throw new LevError('option_invalid', 'search has nothing to look for: give words, as in: lev jepa search "retry after"');
  const project = presentProjectOf(options, around);
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('POST', '/v1/search', { words, project, kinds: options.kind, k: options.k });
  return { data, text: () => render(data, words, around) };
}

/**
 * @param {any} data
 * @param {string} words
 * @param {import('../perform.js').Surroundings} around
 */
async function render(data, words, { terminal }) {
  const { renderSearch } = await import('../render/search.js');
  return renderSearch(data, { words, terminal });
}
