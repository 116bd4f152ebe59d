/** `resume`: end a pause. */

import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} _asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform(_asked, around) {
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('PUT', '/v1/pause', { seconds: null });
  return { data, text: () => render(data) };
}

/** @param {any} data */
async function render(data) {
  const { renderPause } = await import('../render/pause.js');
  return renderPause(data);
}
