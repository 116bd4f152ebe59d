/** `config`: the effective configuration and where each value comes from. */

import { runPython } from '../python.js';
import { ensureSetUp } from '../setup/index.js';

/**
 * @param {import('../perform.js').Asked} _asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform(_asked, around) {
  await ensureSetUp(around);
  const { document } = await runPython(around, ['config', '--json']);
  return { data: document, text: () => render(document) };
}

/** @param {any} document */
async function render(document) {
  const { renderConfig } = await import('../render/config.js');
  return renderConfig(document);
}
