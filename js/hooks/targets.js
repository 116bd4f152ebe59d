/** Everything that a hook can be installed in, by name; and where hooks keep what is theirs. */

import { join } from 'node:path';
import { LevError } from '../errors.js';
import { homeOf } from '../paths.js';
import { agentTarget } from './agents.js';
import { gitTarget } from './git.js';
import { opencodeTarget } from './opencode.js';
import { clientOf } from './send.js';
import { shellTarget } from './shells.js';

/**
 * @typedef {object} Place What a target needs to know of this machine.
 * @property {NodeJS.ProcessEnv} env
 * @property {string} home
 * @property {string | null} project The repository that the command is about.
 * @property {string} folder Where the scripts of hooks are.
 * @property {string} send The script that speaks to the sidecar.
 * @property {string} socket
 *
 * @typedef {object} Target
 * @property {string} name
 * @property {string} consent The source whose consent decides what is kept of what it tells.
 * @property {string} startAgain When it begins to work, in words.
 * @property {(place: Place) => string} path The file, or the folder of files, that it changes.
 * @property {(place: Place) => import('./edit.js').Edit[]} install
 * @property {(place: Place) => import('./edit.js').Edit[]} uninstall
 * @property {(place: Place) => number | undefined} version Undefined where it is not installed.
 * @property {(place: Place) => boolean} isCurrent Of an installed one: whether it is as it would be written now.
 */

/** @type {readonly Target[]} */
export const TARGETS = Object.freeze([agentTarget('claude-code'), agentTarget('codex'), opencodeTarget, gitTarget, shellTarget('zsh'), shellTarget('bash'), shellTarget('fish')]);

/**
 * @param {import('../surroundings.js').Surroundings} around
 * @param {string | null} project
 * @returns {Place}
 */
export function placeOf({ env, paths }, project) {
  const folder = join(paths.data, 'hooks');
  return { env, home: homeOf(env), project, folder, send: join(folder, 'send'), socket: paths.socket };
}

/**
 * Which hooks are installed, and whether they are as they would be written now; `lost`: what they call is gone.
 * @param {Place} place
 * @returns {{name: string, path: string | null, state: 'installed' | 'outdated' | 'lost' | 'changed' | 'absent', detail?: string}[]}
 */
export function statesOf(place) {
  return TARGETS.filter(({ name }) => name !== 'git' || place.project).map((target) => ({ name: target.name, ...stateOf(target, place) }));
}

/** @param {Target} target @param {Place} place */
function stateOf(target, place) {
  let path = null;
  try {
    path = target.path(place);
    if (target.version(place) === undefined) return { path, state: /** @type {const} */ ('absent') };
    if (!clientOf(place.send)) return { path, state: /** @type {const} */ ('lost') };
    return { path, state: target.isCurrent(place) ? /** @type {const} */ ('installed') : /** @type {const} */ ('outdated') };
  } catch (error) {
    if (error instanceof LevError && error.code === 'project_not_found') return { path, state: /** @type {const} */ ('absent') };
    return { path, state: /** @type {const} */ ('changed'), detail: error instanceof Error ? error.message : String(error) };
  }
}
