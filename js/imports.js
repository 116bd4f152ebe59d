/** Has the sidecar read the consented sources and shows how far it is. */

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
  for await (const { type, ...line } of sidecar.stream('POST', '/v1/imports', what)) {
    if (type === 'progress') progress.show(`learning: ${line.source}`, line.done, line.total);
    if (type === 'source') imported.sources.push(line);
    if (type === 'problem') imported.problems.push({ source: line.source ?? null, code: line.code, detail: line.detail });
  }
  progress.clear();
  return imported;
}
