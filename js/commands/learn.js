/** `learn`: learn without predicting, from the consented sources or from events as JSON lines; train on it all. */

import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { LevError, systemCode } from '../errors.js';
import { sendEvents } from '../event-lines.js';
import { importSources, wholeStream } from '../imports.js';
import { presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const { file, source } = options;
  if (source?.includes('jsonl') && !file) throw new LevError('option_invalid', '--source jsonl has nothing to read: name the events with --file PATH, or --file - for stdin');
  const sources = source?.filter((/** @type {string} */ one) => one !== 'jsonl');
  const fromFile = file !== undefined;
  const fromSources = !fromFile || sources?.length > 0;
  const sidecar = await reachSidecar(around);
  const data = { ...(fromSources && (await learnSources(sidecar, options, sources, around))), ...(fromFile && { file: await learnFile(sidecar, file, around) }), ...(options.train && { trained: await train(sidecar, options, around) }) };
  const lost = (data.file?.refused.length ?? 0) + (source ? (data.problems?.length ?? 0) : 0);
  return { data, text: () => render(data), exitCode: lost > 0 ? 1 : 0 };
}

/**
 * @param {import('../sidecar.js').Client} sidecar
 * @param {Record<string, any>} options
 * @param {string[] | undefined} sources
 * @param {import('../perform.js').Surroundings} around
 */
function learnSources(sidecar, options, sources, around) {
  const { since } = options;
  return importSources(sidecar, { project: presentProjectOf(options, around), ...(sources && { sources }), ...(since !== undefined && { since }) }, around.progress);
}

/**
 * @param {import('../sidecar.js').Client} sidecar
 * @param {string} file
 * @param {import('../perform.js').Surroundings} around
 */
async function learnFile(sidecar, file, around) {
  const input = file === '-' ? around.stdin : createReadStream(resolve(around.cwd, file));
  if (!input) throw new LevError('option_invalid', '--file is "-": there is no standard input to read here; give the path of a file');
  try {
    return await sendEvents(sidecar, input, around.progress);
  } catch (error) {
    if (systemCode(error) === undefined || error instanceof LevError) throw error;
    throw new LevError('file_unreadable', `${file} cannot be read (${systemCode(error)}): expected a file with one JSON event a line`, { cause: error });
  }
}

/**
 * @param {import('../sidecar.js').Client} sidecar
 * @param {Record<string, any>} options
 * @param {import('../perform.js').Surroundings} around
 */
async function train(sidecar, options, around) {
  const { trainingWords } = await import('../render/models.js');
  const trained = [];
  for await (const { type, ...line } of wholeStream(sidecar.stream('POST', '/v1/models/train', { project: presentProjectOf(options, around) }))) {
    if (type === 'progress') around.progress.show(trainingWords(/** @type {any} */ (line)), line.done, line.total);
    if (type === 'trained') trained.push(line);
  }
  around.progress.clear();
  return trained;
}

/** @param {any} data */
async function render(data) {
  const { renderLearnt } = await import('../render/learnt.js');
  return renderLearnt(data);
}
