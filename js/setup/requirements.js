/** Reads a lock file of Python packages: its hash, the names it pins, and what is left without some. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * @param {string} path
 * @returns {string} SHA-256 of the file, in hex.
 */
export function hashOf(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]} Names of the pinned packages, in normal form.
 */
export function pinnedNames(path) {
  const pins = readFileSync(path, 'utf8').matchAll(/^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==/gm);
  return [...pins].map(([, name]) => normal(name));
}

/**
 * @param {string} path
 * @param {ReadonlySet<string>} names In normal form.
 * @returns {string} The lock without these packages.
 */
export function lockWithout(path, names) {
  const entries = readFileSync(path, 'utf8').split(/^(?=\S)/m);
  return entries.filter((entry) => !names.has(normal(/^[\w.-]+/.exec(entry)?.[0] ?? ''))).join('');
}

/**
 * The normal form of a package's name: https://packaging.python.org/en/latest/specifications/name-normalization/
 * @param {string} name
 */
export function normal(name) {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
