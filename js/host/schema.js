/** Turns options of the command table into what hosts want: JSON schemas and lists of arguments. */

import { COMMANDS, optionsOf } from '../cli/table.js';
import { declarationOf, optionWords } from '../manifest.js';

/** @typedef {import('../cli/table.js').Command} Command */
/** @typedef {import('../cli/table.js').Option} Option */

/** Options that mean nothing to a host: it has no terminal. */
const NOT_FOR_HOSTS = Object.freeze(['json', 'quiet', 'help']);

/**
 * The JSON schema of a command's arguments; words from plugin.yaml.
 * @param {Command} command
 * @returns {{type: 'object', properties: Record<string, object>, required: string[], additionalProperties: false}}
 */
export function inputSchemaOf(command) {
  const declared = declarationOf(command.name);
  const words = command.positionals.map(({ name, description }) => [name, { type: 'string', description }]);
  const options = forHosts(command).map((option) => [option.name, propertyOf(option, optionWords(declared, option.name) ?? option.description)]);
  const required = command.positionals.map(({ name }) => name);
  return { type: 'object', properties: Object.fromEntries([...words, ...options]), required, additionalProperties: false };
}

/**
 * The arguments of the router in the form of the host's command registry.
 * @returns {{name: string, type: string, required: boolean, description: string, enum?: readonly string[], default?: unknown}[]}
 */
export function routerArguments() {
  const commands = COMMANDS.map(({ name }) => name);
  /** @type {Map<string, Option>} */
  const options = new Map();
  const tools = COMMANDS.filter(({ isTool }) => isTool);
  for (const command of tools) for (const option of forHosts(command)) options.set(option.name, options.get(option.name) ?? option);
  return [
    { name: 'command', type: 'string', required: true, description: 'what to do', enum: commands, default: 'help' },
    ...tools.flatMap(({ name: tool, positionals }) => positionals.map(({ name, description }) => ({ name, type: 'string', required: false, description: `of ${tool}: ${description}` }))),
    ...[...options.values()].map(argumentOf),
  ];
}

/** @param {Command} command */
function forHosts(command) {
  return optionsOf(command).filter(({ name }) => !NOT_FOR_HOSTS.includes(name));
}

/** @param {Option} option */
function argumentOf({ name, type, description, choices, repeated, default: fallback }) {
  return {
    name,
    type: repeated ? 'array' : jsonType(type),
    required: false,
    description,
    ...(choices && !repeated && { enum: choices }),
    ...(fallback !== undefined && { default: fallback }),
  };
}

/** @param {Option} option @param {string} description */
function propertyOf({ type, choices, repeated, minimum, maximum, default: fallback }, description) {
  const one = {
    type: jsonType(type),
    ...(choices && { enum: [...choices] }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  };
  if (repeated) return { type: 'array', items: one, description };
  return { ...one, description, ...(fallback !== undefined && { default: fallback }) };
}

/** @param {Option['type']} type */
function jsonType(type) {
  return type === 'boolean' || type === 'integer' ? type : 'string';
}
