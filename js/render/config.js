/** What `config` prints. */

import { treeLines } from './tree.js';

/**
 * @param {Record<string, unknown>} config
 * @returns {string}
 */
export function renderConfig(config) {
  return treeLines(config).join('\n');
}
