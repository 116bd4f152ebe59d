/** What `status` prints. */

import { treeLines } from './tree.js';

/**
 * @param {Record<string, unknown>} status
 * @returns {string}
 */
export function renderStatus(status) {
  return treeLines(status).join('\n');
}
