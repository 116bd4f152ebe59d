/** Reads the value of one option, given as text on a command line or as a value by a host. */

import { LevError } from '../errors.js';
import { nearest } from './nearest.js';

/** @typedef {import('./table.js').Option} Option */
/** @typedef {string | number | boolean | string[] | number[]} Value */

/**
 * Check and convert one value.
 * @param {Option} option
 * @param {unknown} given
 * @returns {string | number | boolean}
 */
export function readValue(option, given) {
  switch (option.type) {
    case 'boolean': return readBoolean(option, given);
    case 'integer': return readInteger(option, given);
    case 'date': return readDate(option, given);
    default: return readText(option, given);
  }
}

/**
 * @param {string} name Of the option or word, for the message.
 * @param {string} given
 * @param {readonly string[]} choices
 * @returns {string}
 */
export function requireChoice(name, given, choices) {
  if (choices.includes(given)) return given;
  const near = nearest(given, choices);
  const hint = near ? `. Did you mean ${near}?` : '';
  throw new LevError('option_invalid', `${name} is ${JSON.stringify(given)}: expected one of ${choices.join(', ')}${hint}`);
}

/** @param {Option} option @param {unknown} given */
function readBoolean(option, given) {
  if (given === true || given === 'true') return true;
  if (given === false || given === 'false') return false;
  throw new LevError('option_invalid', `--${option.name} is ${JSON.stringify(given)}: it takes no value`);
}

/** @param {Option} option @param {unknown} given */
function readInteger(option, given) {
  const text = String(given).trim();
  const number = Number(text);
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = option;
  if (/^[+-]?\d+$/.test(text) && number >= minimum && number <= maximum) return number;
  const range = option.maximum === undefined ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
  throw new LevError('option_invalid', `--${option.name} is ${JSON.stringify(given)}: expected a whole number ${range}`);
}

/**
 * Seconds since the epoch.
 * @param {Option} option
 * @param {unknown} given
 */
function readDate(option, given) {
  const text = String(given);
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time / 1000;
  throw new LevError('option_invalid', `--${option.name} is ${JSON.stringify(given)}: expected a date such as 2026-01-31 or 2026-01-31T12:00:00Z`);
}

/** @param {Option} option @param {unknown} given */
function readText(option, given) {
  if (typeof given !== 'string' || given === '') {
    throw new LevError('option_invalid', `--${option.name} is ${JSON.stringify(given)}: expected ${option.value ?? 'text'}`);
  }
  return option.choices ? requireChoice(`--${option.name}`, given, option.choices) : given;
}
