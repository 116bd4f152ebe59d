/** Reads plugin.yaml, the plugin's own declaration. It is read on first use, never at import. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './installation.js';

/**
 * @typedef {object} Declared
 * @property {string} syntax
 * @property {string} description
 * @property {string} [llm_guidance]
 * @property {string[]} [args] Each `name: words`.
 * @property {string[]} [options] Each `--name: words`.
 *
 * @typedef {object} Manifest
 * @property {{name: string, version: string, type: string, description: string, namespace?: string}} plugin
 * @property {Record<string, Declared>} commands By `jepa_<command>`.
 */

/**
 * @param {string} [root]
 * @returns {Manifest}
 * @throws {Error} Where plugin.yaml or the YAML reader is missing or plugin.yaml is not valid.
 */
export function readManifest(root = ROOT) {
  const { parse } = createRequire(join(root, 'package.json'))('yaml');
  return parse(readFileSync(join(root, 'plugin.yaml'), 'utf8'));
}

/**
 * What plugin.yaml says of a command; undefined where it says nothing or cannot be read yet.
 * @param {string} name
 * @param {string} [root]
 * @returns {Declared | undefined}
 */
export function declarationOf(name, root = ROOT) {
  return tryManifest(root)?.commands?.[`jepa_${name}`];
}

/**
 * The words of a declared option.
 * @param {Declared | undefined} declared
 * @param {string} name
 * @returns {string | undefined}
 */
export function optionWords(declared, name) {
  const start = `--${name}: `;
  return declared?.options?.find((option) => option.startsWith(start))?.slice(start.length);
}

/** @type {Map<string, Manifest>} */
const read = new Map();

/** @param {string} root */
function tryManifest(root) {
  try {
    if (!read.has(root)) read.set(root, readManifest(root));
  } catch {
    // before the set-up there is no YAML reader: the command table has words of its own
  }
  return read.get(root);
}
