/** `learn`: learn without predicting, from the consented sources or from events as JSON lines; train on it all. */

import { Readable } from 'node:stream';
import { LevError, systemCode } from '../errors.js';
import { sendEvents } from '../event-lines.js';
import { openInput, textOf } from '../input-file.js';
import { importSources, wholeStream } from '../imports.js';
import { CONVERTED_CHARACTERS } from '../limits.js';
import { presentProjectOf } from '../project.js';
import { ensureNodeModules } from '../setup/node-modules.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const { file, format, source } = options;
  if (format !== undefined && file === undefined) throw new LevError('option_invalid', `--format is ${format}, and there is no file to read: name it with --file PATH, or --file - for stdin`);
  if (source?.includes('jsonl') && !file) throw new LevError('option_invalid', '--source jsonl has nothing to read: name the events with --file PATH, or --file - for stdin');
  const sources = source?.filter((/** @type {string} */ one) => one !== 'jsonl');
  const fromFile = file !== undefined;
  const fromSources = !fromFile || sources?.length > 0;
  const sidecar = await reachSidecar(around);
  const data = { ...(fromSources && (await learnSources(sidecar, options, sources, around))), ...(fromFile && { file: await learnFile(sidecar, { file, format, project: format === undefined ? null : presentProjectOf(options, around) }, around) }), ...(options.train && { trained: await train(sidecar, options, around) }) };
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
 * @param {{file: string, format?: string, project: string | null}} what
 * @param {import('../perform.js').Surroundings} around
 */
async function learnFile(sidecar, { file, format = 'jsonl', project }, around) {
  try {
    const input = openInput('file', file, around);
    if (format === 'jsonl') return await sendEvents(sidecar, input, around.progress);
    return await learnConverted(sidecar, await wholeText(input, file), { file, format, project }, around);
  } catch (error) {
    if (systemCode(error) === undefined || error instanceof LevError) throw error;
    throw new LevError('file_unreadable', `${file} cannot be read (${systemCode(error)}): expected ${format === 'jsonl' ? 'a file with one JSON event a line' : `a file of the format ${format}`}`, { cause: error });
  }
}

/**
 * @param {import('../sidecar.js').Client} sidecar
 * @param {string} text
 * @param {{file: string, format: string, project: string | null}} what
 * @param {import('../perform.js').Surroundings} around
 */
async function learnConverted(sidecar, text, { file, format, project }, around) {
  await ensureNodeModules(around); // the YAML reader is one of them
  const { eventsOf } = await import(`../formats/${format}.js`);
  const { events, problems } = eventsOf(text, { file, project });
  const summary = await sendEvents(sidecar, Readable.from(events.map((/** @type {object} */ event) => `${JSON.stringify(event)}\n`)), around.progress);
  for (const detail of problems) summary.refused.push({ line: null, code: 'event_invalid', detail });
  return summary;
}

/**
 * @param {NodeJS.ReadableStream} input
 * @param {string} file
 */
async function wholeText(input, file) {
  let text = '';
  for await (const chunk of textOf(input)) {
    text += chunk;
    if (text.length > CONVERTED_CHARACTERS) throw new LevError('file_unreadable', `${file} has more than ${CONVERTED_CHARACTERS} characters: give its runs in several files`);
  }
  return text;
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
