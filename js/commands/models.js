/** `models`: show the versions of the networks, let one of them answer, or go back to the one before. */

import { LevError } from '../errors.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ words: { action, version }, options: { kind } }, around) {
  const [method, path, body] = request(action, version, kind);
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request(method, path, body);
  return { data, text: () => render(data) };
}

/**
 * @param {string | undefined} action
 * @param {string | undefined} version
 * @param {string | undefined} kind
 * @returns {[string, string, object?]}
 */
function request(action, version, kind) {
  if (action === 'promote') {
    if (!version) throw new LevError('option_invalid', 'models promote needs a version: lev jepa models lists them');
    return ['POST', '/v1/models/promote', { name: version }];
  }
  if (version) throw new LevError('option_invalid', `models ${action} takes no version, and was given ${JSON.stringify(version)}`);
  return action === 'rollback' ? ['POST', '/v1/models/rollback', kind ? { kind } : {}] : ['GET', '/v1/models'];
}

/** @param {any} data */
async function render(data) {
  const { renderModels } = await import('../render/models.js');
  return renderModels(data);
}
