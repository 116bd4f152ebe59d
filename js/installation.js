/** Where this plugin is installed, and which version it is. */

import { readFileSync } from 'node:fs';
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
