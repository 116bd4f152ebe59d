/** Prints any JSON object as indented `name  value` lines; for screens whose content the sidecar decides. */

import { count, printable } from './text.js';

/**
 * @param {Readonly<Record<string, unknown>>} object
 * @param {string} [indent]
 * @returns {string[]}
 */
export function treeLines(object, indent = '') {
  const plain = Object.entries(object).filter(([, value]) => !isNested(value));
  const width = Math.max(0, ...plain.map(([name]) => words(name).length));
  return Object.entries(object).flatMap(([name, value]) => {
    if (!isNested(value)) return [`${indent}${words(name).padEnd(width)}  ${inWords(value)}`];
    return [`${indent}${words(name)}`, ...nestedLines(/** @type {object} */ (value), `${indent}  `)];
  });
}

/** @param {object} value @param {string} indent @returns {string[]} */
function nestedLines(value, indent) {
  if (!Array.isArray(value)) return treeLines(/** @type {Record<string, unknown>} */ (value), indent);
  return value.flatMap((one) => (isNested(one) ? [`${indent}${oneLine(one)}`] : [`${indent}${inWords(one)}`]));
}

/** @param {object} object */
function oneLine(object) {
  return Object.entries(object).map(([name, value]) => `${words(name)} ${isNested(value) ? JSON.stringify(value) : inWords(value)}`).join(', ');
}

/** @param {unknown} value */
function isNested(value) {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** @param {string} name */
function words(name) {
  return printable(name.replaceAll('_', ' '));
}

/** @param {unknown} value */
function inWords(value) {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0)) return '-';
  return typeof value === 'number' ? (Number.isInteger(value) ? count(value) : value.toPrecision(3)) : printable(value);
}
