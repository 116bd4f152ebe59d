/** `drift`: how each kind of activity moves, and the regimes that it went through. It learns nothing. */

import { presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const project = presentProjectOf(options, around);
  const query = new URLSearchParams(project ? { project } : {});
  for (const kind of options.kind ?? []) query.append('kind', kind);
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('GET', `/v1/drift${query.size ? `?${query}` : ''}`);
  return { data, text: () => render(data, around) };
}

/**
 * @param {any} data
 * @param {import('../perform.js').Surroundings} around
 */
async function render(data, { terminal }) {
  const { renderDrift } = await import('../render/drift.js');
  return renderDrift(data, { terminal });
}
