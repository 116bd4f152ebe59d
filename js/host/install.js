/** Puts the shims into a checkout of the host and takes them out: all of them or none, and never another's file. */

import { LevError } from '../errors.js';
import { isWritten, remove, standingOf, write } from './marked-file.js';

/**
 * @typedef {import('./shims.js').Shim} Shim
 * @typedef {{path: string, what: 'write' | 'update' | 'keep' | 'remove' | 'absent'}} Change
 */

/**
 * What an installation would do.
 * @param {readonly Shim[]} shims
 * @returns {Change[]}
 * @throws {LevError} `host_refused_file`: another hand wrote or changed one of them.
 */
export function planInstall(shims) {
  return shims.map(({ path, text }) => {
    const standing = requireOurs(path);
    if (standing === 'absent') return { path, what: 'write' };
    return { path, what: isWritten(path, text) ? 'keep' : 'update' };
  });
}

/**
 * @param {readonly Shim[]} shims
 * @returns {Change[]}
 * @throws {LevError}
 */
export function install(shims) {
  const changes = planInstall(shims);
  /** @type {Shim[]} */
  const written = [];
  try {
    for (const [place, shim] of shims.entries()) {
      if (changes[place].what === 'keep') continue;
      write(shim.path, shim.text);
      if (changes[place].what === 'write') written.push(shim);
    }
  } catch (error) {
    for (const { path, stays } of written) remove(path, stays);
    throw error;
  }
  return changes;
}

/**
 * What an uninstallation would do.
 * @param {readonly Shim[]} shims
 * @returns {Change[]}
 * @throws {LevError} `host_refused_file`.
 */
export function planUninstall(shims) {
  return shims.map(({ path }) => ({ path, what: requireOurs(path) === 'absent' ? 'absent' : 'remove' }));
}

/**
 * @param {readonly Shim[]} shims
 * @returns {Change[]}
 * @throws {LevError}
 */
export function uninstall(shims) {
  const changes = planUninstall(shims);
  for (const { path, stays } of [...shims].reverse()) remove(path, stays);
  return changes;
}

/** @param {string} path */
function requireOurs(path) {
  const standing = standingOf(path);
  if (standing === 'foreign') throw new LevError('host_refused_file', `${path} was not written by this plugin: it is left as it is, and nothing was changed. Move it away if it is in the way`);
  if (standing === 'changed') throw new LevError('host_refused_file', `${path} was changed after this plugin wrote it: it is left as it is, and nothing was changed. Remove it yourself, then repeat the command`);
  return standing;
}
