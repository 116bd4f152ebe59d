/** `train-base`: train the network that ships, in a process of its own, and print what was made. */

import { runPython } from '../python.js';
import { ensureSetUp } from '../setup/index.js';

const WITH_VALUE = ['kind', 'repos', 'out', 'folds', 'facts'];
const ALONE = ['any-licence', 'list'];

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  await ensureSetUp(around);
  const { document } = await runPython(around, ['train-base', '--json', ...argumentsFrom(options)]);
  return { data: document, text: () => render(document) };
}

/**
 * @param {Record<string, any>} options
 * @returns {string[]}
 */
function argumentsFrom(options) {
  return [
    ...WITH_VALUE.filter((name) => options[name] !== undefined).flatMap((name) => [`--${name}`, String(options[name])]),
    ...ALONE.filter((name) => options[name]).map((name) => `--${name}`),
  ];
}

/** @param {any} document */
async function render(document) {
  const { renderBaseModel, renderClones } = await import('../render/base-model.js');
  return document.model ? renderBaseModel(document) : renderClones(document);
}
