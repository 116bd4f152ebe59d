/**
 * Turns the words of a command line, or the object of a host, into a command with checked options.
 * It does not know what a command does.
 */

import { LevError } from '../errors.js';
import { nearest } from './nearest.js';
import { COMMANDS, findCommand, optionsOf } from './table.js';
import { readValue, requireChoice } from './values.js';

/** @typedef {import('./table.js').Command} Command */
/** @typedef {import('./table.js').Option} Option */

/**
 * @typedef {object} Asked
 * @property {Command} command
 * @property {Record<string, any>} options Checked against the table; lists for repeated ones.
 * @property {Record<string, string>} words The positional words, by name.
 */

/**
 * Read `['predict', '--k', '3']`.
 * @param {readonly string[]} argv
 * @returns {Asked}
 * @throws {LevError} `command_unknown` or `option_invalid`.
 */
export function parseWords(argv) {
  const place = argv.findIndex((word) => !word.startsWith('-'));
  const fallback = argv.includes('--version') ? 'version' : 'help';
  const command = requireCommand(argv[place] ?? fallback);
  const rest = argv.filter((word, index) => index !== place && word !== '--version');
  const { options, positionals } = splitWords(command, rest);
  return { command, options, words: nameWords(command, positionals) };
}

/**
 * Read `{command: 'predict', k: 3, kind: ['file']}`.
 * @param {Readonly<Record<string, unknown>>} given
 * @returns {Asked}
 * @throws {LevError} `command_unknown` or `option_invalid`.
 */
export function parseObject(given) {
  const command = requireCommand(String(given.command ?? 'help'));
  /** @type {Record<string, any>} */
  const options = {};
  /** @type {string[]} */
  const positionals = [];
  for (const [name, value] of Object.entries(given)) {
    if (name === 'command' || value === undefined || value === null) continue;
    const place = command.positionals.findIndex((positional) => positional.name === name);
    if (place >= 0) positionals[place] = String(value);
    else for (const one of Array.isArray(value) ? value : [value]) keep(options, requireOption(command, name), one);
  }
  return { command, options, words: nameWords(command, positionals) };
}

/**
 * Whether the words ask for JSON; it can be told even where they are otherwise wrong.
 * @param {readonly string[]} argv
 * @returns {boolean}
 */
export function wantsJson(argv) {
  const end = argv.indexOf('--');
  const before = end < 0 ? argv : argv.slice(0, end);
  return before.includes('--json') || before.includes('--json=true');
}

/**
 * @param {string} name
 * @returns {Command}
 * @throws {LevError} `command_unknown`, with the nearest one.
 */
export function requireCommand(name) {
  const command = findCommand(name);
  if (command) return command;
  const near = nearest(name, COMMANDS.map((one) => one.name));
  const hint = near ? `Did you mean ${near}?` : 'The commands are listed by: lev jepa help';
  throw new LevError('command_unknown', `there is no command ${JSON.stringify(name)}. ${hint}`);
}

/**
 * @param {Command} command
 * @param {string} name
 * @returns {Option}
 */
function requireOption(command, name) {
  const options = optionsOf(command);
  const option = options.find((one) => one.name === name);
  if (option) return option;
  const near = nearest(name, options.map((one) => one.name));
  const hint = near ? `Did you mean --${near}?` : `Its options are listed by: lev jepa help ${command.name}`;
  throw new LevError('option_invalid', `${command.name} has no option --${name}. ${hint}`);
}

/**
 * @param {Command} command
 * @param {readonly string[]} argv
 */
function splitWords(command, argv) {
  /** @type {Record<string, any>} */
  const options = {};
  /** @type {string[]} */
  const positionals = [];
  const left = [...argv];
  while (left.length > 0) {
    const word = /** @type {string} */ (left.shift());
    if (word === '--') positionals.push(...left.splice(0));
    else if (word === '-h') options.help = true;
    else if (word.startsWith('--')) readOption(command, word.slice(2), left, options);
    else positionals.push(word);
  }
  return { options, positionals };
}

/**
 * @param {Command} command
 * @param {string} word `name` or `name=value`.
 * @param {string[]} left The words behind it; its value is taken from them.
 * @param {Record<string, any>} options
 */
function readOption(command, word, left, options) {
  const [, name, , value] = /** @type {RegExpExecArray} */ (/^([^=]*)(=([\s\S]*))?$/.exec(word));
  const option = requireOption(command, name);
  if (value !== undefined) keep(options, option, value);
  else if (option.type === 'boolean') keep(options, option, true);
  else if (left.length > 0 && !left[0].startsWith('--')) keep(options, option, left.shift());
  else throw new LevError('option_invalid', `--${name} has no value: write --${name} ${option.value}`);
}

/**
 * @param {Record<string, any>} options
 * @param {Option} option
 * @param {unknown} given
 */
function keep(options, option, given) {
  const value = readValue(option, given);
  if (option.repeated) (options[option.name] ??= []).push(value);
  else options[option.name] = value;
}

/**
 * @param {Command} command
 * @param {readonly string[]} given
 * @returns {Record<string, string>}
 */
function nameWords(command, given) {
  const { positionals } = command;
  const last = positionals.length - 1;
  if (positionals[last]?.rest && given.length > last) given = [...given.slice(0, last), given.slice(last).join(' ')];
  if (given.length > positionals.length) {
    const known = positionals.length > 0 ? ` ${positionals.map((one) => one.name).join(' and ')}` : ' no words';
    throw new LevError('option_invalid', `${JSON.stringify(given[positionals.length])} is one word too many: ${command.name} takes${known}. Values go behind an option, as in --name value`);
  }
  /** @type {Record<string, string>} */
  const words = {};
  positionals.forEach((positional, place) => {
    const word = given[place];
    if (word === undefined) return;
    words[positional.name] = positional.choices ? requireChoice(positional.name, word, positional.choices) : word;
  });
  return words;
}
