/** Brings up all that a user's command needs: the Node packages, then the Python environment. */

import { ensureNodeModules, nodeModulesAreCurrent } from './node-modules.js';
import { ensureVenv, venvIsCurrent } from './venv.js';

/** @typedef {import('../surroundings.js').Surroundings} Surroundings */

/**
 * Whether there is nothing to set up.
 * @param {Pick<Surroundings, 'root' | 'platform'>} around
 */
export function isSetUp(around) {
  return nodeModulesAreCurrent(around) && venvIsCurrent(around);
}

/**
 * Set up what is missing; instant where nothing is.
 * @param {Surroundings} around
 * @throws {import('../errors.js').LevError} A `setup_...` code with what is missing.
 */
export async function ensureSetUp(around) {
  await ensureNodeModules(around);
  await ensureVenv(around);
}
