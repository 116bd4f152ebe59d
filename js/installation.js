/** Where this plugin is installed, and which version it is. */

import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The plugin's own folder. */
export const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));

/** The protocol that shim and sidecar speak; see docs/reference/http.md. */
export const PROTOCOL = 1;

/**
 * The version in the plugin's package.json.
 * @param {string} [root]
 * @returns {string}
 */
export function readVersion(root = ROOT) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
}

/**
 * Of a plugin that is a git checkout: where it is, and a mark that is another one after every pull, checkout and commit.
 * Its version says nothing of these. Undefined where it is none.
 * @param {string} root
 * @returns {string | undefined}
 */
export function checkoutOf(root) {
  try {
    const moves = statSync(join(gitFolderOf(root), 'logs', 'HEAD'));
    return `${Math.trunc(moves.mtimeMs)}-${moves.size} ${root}`;
  } catch {
    return undefined;
  }
}

/**
 * The git folder of a checkout; of a linked working tree and of a submodule, `.git` is a file that names it.
 * @param {string} root
 * @returns {string}
 */
function gitFolderOf(root) {
  const git = join(root, '.git');
  if (statSync(git).isDirectory()) return git;
  return resolve(root, readFileSync(git, 'utf8').replace(/^gitdir: /, '').trimEnd());
}

/**
 * Whether a checkout has moved since.
 * @param {string | undefined} earlier What `checkoutOf` said, perhaps of another checkout: that is not of interest.
 * @param {string} root
 * @returns {boolean}
 */
export function hasMoved(earlier, root) {
  return earlier !== undefined && earlier.slice(earlier.indexOf(' ') + 1) === root && earlier !== checkoutOf(root);
}
