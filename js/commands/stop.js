/** `stop`: end the sidecar; it starts again by itself when it is needed. */

import { findSidecar, stopSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} _asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform(_asked, around) {
  const found = await findSidecar(around);
  if (!found) return { data: { stopped: false }, text: () => 'No sidecar runs.' };
  await stopSidecar(around, found);
  return { data: { stopped: true, pid: found.contact.pid }, text: () => `The sidecar (process ${found.contact.pid}) has ended.` };
}
