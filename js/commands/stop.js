/** `stop`: end the sidecar; it starts again by itself when it is needed. */

import { LOOK_MS } from '../limits.js';
import { endProcess, isListenedOn, ownerOf } from '../sidecar-process.js';
import { findSidecar, foreign, stopSidecar } from '../sidecar.js';

/** How it went, as a person reads it. */
const WORDS = {
  left: (/** @type {number} */ pid) => `The sidecar (process ${pid}) has ended.`,
  ended: (/** @type {number} */ pid) => `The sidecar (process ${pid}) did not answer. It was ended with a signal.`,
  killed: (/** @type {number} */ pid) => `The sidecar (process ${pid}) did not answer, nor end on a signal. It was killed; what it had stored is kept.`,
};

/**
 * @param {import('../perform.js').Asked} _asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform(_asked, around) {
  const found = await findSidecar(around, { patience_ms: LOOK_MS });
  const pid = found?.contact.pid ?? ownerOf(around);
  if (pid === undefined) return nothing(around);
  const how = found ? await stopSidecar(around, found) : await endProcess(around, pid);
  return { data: { stopped: true, pid, how }, text: () => WORDS[how](pid) };
}

/** @param {import('../perform.js').Surroundings} around */
async function nothing({ paths }) {
  const words = (await isListenedOn(paths.socket)) ? `No sidecar runs, but ${foreign(paths)}.` : 'No sidecar runs.';
  return { data: { stopped: false }, text: () => words };
}
