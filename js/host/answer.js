/**
 * What the host gets back: one shape that its command line and its MCP adapter both understand. Nothing is
 * ever thrown into the host.
 */

import { asLevError } from '../errors.js';
import { parseObject, parseWords } from '../cli/parse.js';
import { perform } from '../perform.js';
import { surround } from '../surroundings.js';
import { traced } from './debug.js';
import { takeWhisper } from './whisper.js';

/**
 * @typedef {object} Answer
 * @property {boolean} success
 * @property {unknown} data
 * @property {string | null} error In words; null where all went well.
 * @property {string | null} code The stable code of the error.
 * @property {string} formatted_response
 * @property {{type: 'text', text: string}[]} content
 * @property {true} [isError] What MCP says of a failure.
 * @property {Record<string, unknown>} [whisper] That was due, in the host's shape; its words end the texts.
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
    return await traced(asked.command.name, () => done(asked, surround(replaced)), ({ success }) => success);
  } catch (error) {
    return failed(error);
  }
}

/**
 * @param {import('../cli/parse.js').Asked} asked
 * @param {import('../surroundings.js').Surroundings} around
 * @returns {Promise<Answer>}
 */
async function done(asked, around) {
  try {
    const outcome = await perform(asked, around);
    const text = asked.options.json ? JSON.stringify(outcome.data, null, 2) : await outcome.text();
    const answered = shape({ success: (outcome.exitCode ?? 0) === 0, data: outcome.data, text });
    const due = await takeWhisper(asked.command.name, around);
    return due ? whispered(answered, due, { isJson: asked.options.json }) : answered;
  } catch (error) {
    return failed(error);
  }
}

/** @param {unknown} error @returns {Answer} */
function failed(error) {
  const { code, message } = asLevError(error);
  return shape({ success: false, data: null, text: message, code });
}

/**
 * @param {{success: boolean, data: unknown, text: string, code?: string | null}} what
 * @returns {Answer}
 */
function shape({ success, data, text, code = null }) {
  return { success, data, error: success ? null : text, code, formatted_response: text, content: [{ type: 'text', text }], ...(!success && { isError: true }) };
}

/**
 * The whisper ends what people and models read, behind a line as the host's own breadcrumbs are; JSON stays JSON, and
 * what the answer named anyway is not said twice.
 * @param {Answer} answered
 * @param {import('./whisper.js').Due} due
 * @param {{isJson: boolean | undefined}} how
 * @returns {Answer}
 */
function whispered(answered, { whisper, words }, { isJson }) {
  const named = /** @type {string[]} */ (whisper.suggested_followups ?? []);
  if (named.length > 0 && named.every((one) => answered.formatted_response.includes(one))) return { ...answered, whisper };
  const text = isJson ? answered.formatted_response : `${answered.formatted_response}\n\n---\n${words}`;
  return { ...answered, formatted_response: text, content: [...answered.content, { type: 'text', text: words }], whisper };
}

/** @param {unknown} given @returns {Record<string, unknown>} */
function asRecord(given) {
  return typeof given === 'object' && given !== null ? /** @type {Record<string, unknown>} */ (given) : {};
}
