/** `status`: what is known, what is learnt, what runs. */

import { projectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const project = projectOf(options, around);
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('GET', `/v1/status${project ? `?project=${encodeURIComponent(project)}` : ''}`);
  return { data, text: () => render(data) };
}

/** @param {any} data */
async function render(data) {
  const { renderStatus } = await import('../render/status.js');
  return renderStatus(data);
}
