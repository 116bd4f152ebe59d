/**
 * What the host gets back: one shape that its command line and its MCP adapter both understand. Nothing is
 * ever thrown into the host.
 */

import { asLevError } from '../errors.js';
import { parseObject, parseWords } from '../cli/parse.js';
import { perform } from '../perform.js';
import { surround } from '../surroundings.js';

/**
 * @typedef {object} Answer
 * @property {boolean} success
 * @property {unknown} data
 * @property {string | null} error In words; null where all went well.
 * @property {string | null} code The stable code of the error.
 * @property {string} formatted_response
 * @property {{type: 'text', text: string}[]} content
 *
 * @typedef {Partial<import('../surroundings.js').Surroundings>} Replaced Surroundings of tests.
 */

/**
 * Do what the host asks for.
 * @param {unknown} given Words of a command line or an object with `command`.
 * @param {Replaced} [replaced]
 * @returns {Promise<Answer>}
 */
export async function answer(given, replaced = {}) {
  try {
    const asked = Array.isArray(given) ? parseWords(given.map(String)) : parseObject(asRecord(given));
    const outcome = await perform(asked, surround(replaced));
    const text = asked.options.json ? JSON.stringify(outcome.data, null, 2) : await outcome.text();
    return shape({ success: (outcome.exitCode ?? 0) === 0, data: outcome.data, text });
  } catch (error) {
    const { code, message } = asLevError(error);
    return shape({ success: false, data: null, text: message, code });
  }
}

/**
 * @param {{success: boolean, data: unknown, text: string, code?: string | null}} what
 * @returns {Answer}
 */
function shape({ success, data, text, code = null }) {
  return { success, data, error: success ? null : text, code, formatted_response: text, content: [{ type: 'text', text }] };
}

/** @param {unknown} given @returns {Record<string, unknown>} */
function asRecord(given) {
  return typeof given === 'object' && given !== null ? /** @type {Record<string, unknown>} */ (given) : {};
}
