/** `preload`: what is ready for the context that goes on and those that are likely next. */

import { presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const project = options.project === undefined ? null : presentProjectOf(options, around);
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('GET', `/v1/preparations${project ? `?${new URLSearchParams({ project })}` : ''}`);
  return { data, text: () => render(data, options, around) };
}

/**
 * @param {any} data
 * @param {Record<string, any>} options
 * @param {import('../perform.js').Surroundings} around
 */
async function render(data, options, { terminal }) {
  const { renderFiles, renderPreparations } = await import('../render/preparations.js');
  return options.files ? renderFiles(data) : renderPreparations(data, terminal);
}
