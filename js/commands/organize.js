/** `organize`: better places for files, with the reasons. A preview: nothing is moved. */

import { presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const query = new URLSearchParams({ project: presentProjectOf(options, around) ?? around.cwd });
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('GET', `/v1/organization?${query}`);
  return { data, text: () => render(data) };
}

/** @param {any} data */
async function render(data) {
  const { renderOrganization } = await import('../render/organization.js');
  return renderOrganization(data);
}
