/** `evaluate`: replay the user's own history in a process of its own and print how good it would have been. */

import { presentProjectOf } from '../project.js';
import { runPython } from '../python.js';
import { ensureSetUp } from '../setup/index.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  await ensureSetUp(around);
  const { document } = await runPython(around, ['evaluate', '--json', ...argumentsFrom(options, around)]);
  return { data: document, text: () => render(document) };
}

/**
 * @param {Record<string, any>} options
 * @param {import('../perform.js').Surroundings} around
 * @returns {string[]}
 */
function argumentsFrom(options, around) {
  const project = presentProjectOf(options, around);
  return [
    ...(project ? ['--project', project] : []),
    ...(options.kind ? ['--kind', options.kind] : []),
    ...(options.last ? ['--last', String(options.last)] : []),
    ...(options.without ?? []).flatMap((/** @type {string} */ name) => ['--without', name]),
  ];
}

/** @param {any} document */
async function render(document) {
  const { renderEvaluation } = await import('../render/evaluation.js');
  return renderEvaluation(document);
}
