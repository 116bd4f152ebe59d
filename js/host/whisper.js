/**
 * The whisper that is due goes along with the next answer to the host, in the host's own shape. No answer waits
 * for it for long, none fails on its account, and no sidecar is started for it.
 */

import { WHISPER_MS } from '../limits.js';
import { findSidecar } from '../sidecar.js';
import { within } from '../workflow/attempt.js';

/** What reads it; each reader is told once. */
const CHANNEL = 'host';

/** They are about whispers, or end what makes them. */
const SILENT = new Set(['help', 'version', 'whisper', 'pause', 'resume', 'stop', 'forget', 'completions', 'config']);

/**
 * @typedef {object} Due
 * @property {Record<string, unknown>} whisper In the host's shape.
 * @property {string} words The same as a line of text.
 */

/**
 * @param {string} command That was done.
 * @param {import('../surroundings.js').Surroundings} around
 * @returns {Promise<Due | null>}
 */
export async function takeWhisper(command, around) {
  if (SILENT.has(command)) return null;
  try {
    const { whisper, words } = await within(WHISPER_MS, (signal) => ask({ ...around, signal }), around);
    return whisper ? { whisper: { ...whisper, command_executed: `jepa ${command}` }, words } : null;
  } catch {
    return null; // a whisper is worth no error
  }
}

/** @param {import('../surroundings.js').Surroundings} around */
async function ask(around) {
  const found = await findSidecar(around);
  if (found?.state !== 'ready') return {};
  return found.client.request('POST', '/v1/whispers/take', { channel: CHANNEL, project: around.cwd });
}
