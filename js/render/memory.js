/** What `memory` prints, and `status` of it. */

import { counted, printable } from './text.js';

const MOST_BEHIND = 10_000; // the sidecar counts no further

/**
 * @param {any} memory Of `GET /v1/status`.
 * @returns {string}
 */
export function renderMemory({ adapter, place, encoder, memories, behind, problem, notice }) {
  const held = memories === null ? 'not opened yet' : counted(memories, 'memory', 'memories');
  const more = behind >= MOST_BEHIND ? ' or more' : '';
  return [
    `Vectors: ${held}, ${[adapter, place, encoder].filter(Boolean).map(printable).join(', ')}`,
    ...(behind > 0 ? [`  ${counted(behind, 'event')}${more} not remembered yet`] : []),
    ...[notice, problem].filter(Boolean).map((words) => `  ? ${printable(words)}`),
  ].join('\n');
}
