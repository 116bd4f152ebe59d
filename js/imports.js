/** Has the sidecar read the consented sources and shows how far it is. */

import { LevError } from './errors.js';

/**
 * @typedef {object} Imported
 * @property {Record<string, any>[]} sources What was read, one entry a source.
 * @property {{source: string | null, code: string, detail: string}[]} problems
 */

/**
 * @param {import('./sidecar.js').Client} sidecar
 * @param {{project: string | null, sources?: string[], since?: number}} what
 * @param {import('./progress.js').Progress} progress
 * @returns {Promise<Imported>}
 */
export async function importSources(sidecar, what, progress) {
  /** @type {Imported} */
  const imported = { sources: [], problems: [] };
  for await (const { type, ...line } of wholeStream(sidecar.stream('POST', '/v1/imports', what))) {
    if (type === 'progress') progress.show(`learning: ${line.source}`, line.done, line.total);
    if (type === 'source') imported.sources.push(line);
    if (type === 'problem') imported.problems.push({ source: line.source, code: line.code, detail: line.detail });
  }
  progress.clear();
  return imported;
}

/**
 * The lines of a stream; one that breaks off, or ends with a problem of its own, is an error.
 * @param {AsyncGenerator<any>} lines
 * @returns {AsyncGenerator<any>}
 */
export async function* wholeStream(lines) {
  for await (const line of lines) {
    yield line;
    if (line.type === 'end') return;
    if (line.type === 'problem' && !line.source) throw new LevError(line.code, line.detail);
  }
  throw new LevError('sidecar_unreachable', 'the sidecar broke off in the middle; what it had acknowledged is kept. Repeat the command: it goes on from there');
}
