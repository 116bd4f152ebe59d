/** `pause`: for a while nothing is heard, watched or learnt in the background. */

import { LevError } from '../errors.js';
import { reachSidecar } from '../sidecar.js';

const SECONDS = { m: 60, h: 3600, d: 86_400 };
const USUAL = '1h';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ words }, around) {
  const seconds = secondsOf(words.time ?? USUAL);
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('PUT', '/v1/pause', { seconds });
  return { data, text: () => render(data) };
}

/** @param {string} time */
function secondsOf(time) {
  const [, number, unit] = /^(\d{1,4})([mhd])$/.exec(time) ?? [];
  const seconds = Number(number) * SECONDS[/** @type {keyof typeof SECONDS} */ (unit)];
  if (seconds > 0) return seconds;
  throw new LevError('option_invalid', `the time is ${JSON.stringify(time)}: expected minutes, hours or days, such as 30m, 1h or 2d`);
}

/** @param {any} data */
async function render(data) {
  const { renderPause } = await import('../render/pause.js');
  return renderPause(data);
}
