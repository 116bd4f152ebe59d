/** `understand`: how somebody works, in sentences with numbers; the graph of what belongs together as a file. */

import { writeFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { LevError, systemCode } from '../errors.js';
import { presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

const FORMS = new Set(['.graphml', '.json']);

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const file = options.export;
  if (file && !FORMS.has(extname(file))) throw new LevError('option_invalid', `--export is ${JSON.stringify(file)}: expected a file that ends with .graphml or .json`);
  const { author, agent } = options;
  if (author !== undefined && agent !== undefined) throw new LevError('option_invalid', 'understand was given --author and --agent: expected one of them');
  const project = presentProjectOf(options, around);
  const query = new URLSearchParams({ ...(project && { project }), ...(author !== undefined && { author }), ...(agent !== undefined && { agent }), ...(file && { graph: 'true' }) });
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('GET', `/v1/understanding${query.size ? `?${query}` : ''}`);
  if (file) await write(resolve(around.cwd, file), data.graph);
  return { data, text: () => render(data, file) };
}

/**
 * @param {string} path
 * @param {any} graph
 */
async function write(path, graph) {
  const { graphml } = await import('../render/graphml.js');
  try {
    writeFileSync(path, extname(path) === '.json' ? `${JSON.stringify(graph, null, 2)}\n` : graphml(graph), { flag: 'wx' });
  } catch (error) {
    throw new LevError('file_unwritable', `${path} cannot be written (${systemCode(error)}): expected a new file in a folder that you can write to`, { cause: error });
  }
}

/**
 * @param {any} data
 * @param {string | undefined} file
 */
async function render(data, file) {
  const { renderUnderstanding } = await import('../render/understanding.js');
  return renderUnderstanding(data, file);
}
