/** `memory`: show the vector memory, or move it to where the configuration asks for. */

import { wholeStream } from '../imports.js';
import { counted } from '../render/text.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ words: { action } }, around) {
  const sidecar = await reachSidecar(around);
  if (action === 'migrate') return migrate(sidecar, around);
  const { memory } = await sidecar.request('GET', '/v1/status');
  return { data: memory, text: () => render(memory) };
}

/**
 * @param {import('../sidecar.js').Client} sidecar
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
async function migrate(sidecar, { progress }) {
  let moved = 0;
  for await (const line of wholeStream(sidecar.stream('POST', '/v1/memory/migrate'))) {
    if (line.type !== 'progress') continue;
    moved = line.done;
    progress.show('moving vectors', line.done, line.total);
  }
  progress.clear();
  const { memory } = await sidecar.request('GET', '/v1/status');
  return { data: { moved, memory }, text: async () => `${moved > 0 ? `Moved ${counted(moved, 'memory', 'memories')}` : 'There was nothing to move'}.\n${await render(memory)}` };
}

/** @param {any} memory */
async function render(memory) {
  const { renderMemory } = await import('../render/memory.js');
  return renderMemory(memory);
}
