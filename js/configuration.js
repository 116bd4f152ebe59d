/**
 * Tells whether the files of the configuration are still those that the sidecar read when it started. It does
 * not read them, and knows nothing of the environment, which differs from shell to shell.
 */

import { statSync } from 'node:fs';

/**
 * The first file that is not as the sidecar found it.
 * @param {{configuration?: Record<string, string>}} contact Of each file when and how large it was; empty: it was absent.
 * @returns {string | undefined}
 */
export function changedConfiguration({ configuration = {} }) {
  return Object.keys(configuration).find((path) => stampOf(path) !== configuration[path]);
}

/**
 * What Python's `stamps_of` writes into `sidecar.json`.
 * @param {string} path
 */
function stampOf(path) {
  try {
    const { mtimeNs, size } = statSync(path, { bigint: true });
    return `${mtimeNs} ${size}`;
  } catch {
    return ''; // absent, or not to be read, as for the sidecar
  }
}
