/**
 * The commands that hosts are offered, as functions with a description and a schema and as tools.
 * The words come from plugin.yaml, which is read when they are first looked at.
 */

import { requireCommand } from '../cli/parse.js';
import { declarationOf } from '../manifest.js';
import { answer } from './answer.js';
import { inputSchemaOf } from './schema.js';

/**
 * @typedef {import('./answer.js').Answer} Answer
 * @typedef {(args?: unknown, dependencies?: object) => Promise<Answer>} Handler
 * @typedef {Handler & {readonly description: string, readonly inputSchema: object}} DescribedHandler
 * @typedef {{name: string, readonly description: string, readonly inputSchema: object, handler: Handler}} Tool
 */

/**
 * A function that does one command, whatever form its arguments come in.
 * @param {string} name
 * @returns {DescribedHandler}
 */
export function createHandler(name) {
  /** @type {Handler} */
  const handler = (args = []) => answer(Array.isArray(args) ? [name, ...args] : { ...Object(args), command: name });
  return /** @type {DescribedHandler} */ (Object.defineProperties(handler, described(name)));
}

/**
 * @param {string} name
 * @param {Handler} handler
 * @returns {Tool}
 */
export function createTool(name, handler) {
  return Object.defineProperties(/** @type {any} */ ({ name: `jepa_${name}`, handler }), described(name));
}

/**
 * @param {string} name
 * @returns {PropertyDescriptorMap}
 */
function described(name) {
  return {
    description: { enumerable: true, get: () => descriptionOf(name) },
    inputSchema: { enumerable: true, get: () => inputSchemaOf(requireCommand(name)) },
  };
}

/** @param {string} name */
function descriptionOf(name) {
  const declared = declarationOf(name);
  const guidance = declared?.llm_guidance ? ` ${declared.llm_guidance}` : '';
  return declared ? declared.description + guidance : requireCommand(name).summary;
}
