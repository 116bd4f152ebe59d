/** `whisper`: show what was whispered and what came of it, dismiss one, or switch all of them off or on. */

import { LevError } from '../errors.js';
import { reachSidecar } from '../sidecar.js';

const USUAL = 20;

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ words: { action = 'list', id }, options }, around) {
  requireSense(action, id, options);
  const sidecar = await reachSidecar(around);
  if (action === 'off' || action === 'on') return turn(sidecar, action === 'on');
  if (action === 'list') return list(sidecar, options, around);
  const whisper = await one(sidecar, action, /** @type {string} */ (id));
  return { data: whisper, text: () => render('renderWhy', whisper, around) };
}

/** @param {string} action @param {string | undefined} id @param {Record<string, any>} options */
function requireSense(action, id, { withheld, k }) {
  const isOfOne = action === 'why' || action === 'dismiss';
  if (isOfOne && !id) throw new LevError('option_invalid', `whisper ${action} needs the id of a whisper: lev jepa whisper lists them`);
  if (!isOfOne && id) throw new LevError('option_invalid', `whisper ${action} takes no id, and was given ${JSON.stringify(id)}`);
  if (action !== 'list' && (withheld || k !== undefined)) throw new LevError('option_invalid', '--withheld and --k belong to the list, as in: lev jepa whisper list --withheld');
}

/** @param {import('../sidecar.js').Client} sidecar @param {boolean} on */
async function turn(sidecar, on) {
  const data = await sidecar.request('PUT', '/v1/whispers/switch', { on });
  return { data, text: async () => (await import('../render/whisper.js')).renderSwitch(data) };
}

/**
 * @param {import('../sidecar.js').Client} sidecar
 * @param {Record<string, any>} options
 * @param {import('../perform.js').Surroundings} around
 */
async function list(sidecar, { withheld = false, k = USUAL }, around) {
  const data = await sidecar.request('GET', `/v1/whispers?k=${k}&withheld=${withheld}`);
  return { data, text: () => render('renderWhispers', data, around) };
}

/** @param {import('../sidecar.js').Client} sidecar @param {string} action @param {string} id */
function one(sidecar, action, id) {
  const path = `/v1/whispers/${encodeURIComponent(id)}`;
  return action === 'why' ? sidecar.request('GET', path) : sidecar.request('POST', `${path}/receipt`, { dismissed: true });
}

/**
 * @param {'renderWhispers' | 'renderWhy'} form
 * @param {any} data
 * @param {import('../perform.js').Surroundings} around
 */
async function render(form, data, { terminal }) {
  const forms = await import('../render/whisper.js');
  return forms[form](data, terminal);
}
