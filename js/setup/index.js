/** Brings up all that a user's command needs: the Node packages, then the Python environment. */

import { ensureNodeModules } from './node-modules.js';
import { ensureVenv } from './venv.js';

/** @typedef {import('../surroundings.js').Surroundings} Surroundings */

/**
 * Set up what is missing; instant where nothing is.
 * @param {Surroundings} around
 * @throws {import('../errors.js').LevError} A `setup_...` code with what is missing.
 */
export async function ensureSetUp(around) {
  await ensureNodeModules(around);
  await ensureVenv(around);
}
