/**
 * Texts with variables, as in `"Fix {{steps.look.data.name}}"`. A text that is one variable and nothing else
 * becomes its value, whatever its type. It does not know what the variables hold.
 */

import { evaluate, ExpressionError, lookUp, parseExpression, pathWords, variablesOf } from './expression.js';

const HOLE = /\{\{([^}]*)\}\}/g;

/**
 * The expressions in a value, however deep they stand.
 * @param {unknown} value
 * @returns {import('./expression.js').Tree[]}
 * @throws {ExpressionError}
 */
export function expressionsIn(value) {
  if (typeof value === 'string') return expressionsOf(value);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(expressionsIn);
  return [];
}

/**
 * The value with every variable in its place.
 * @param {unknown} value
 * @param {Readonly<Record<string, unknown>>} variables
 * @returns {any}
 * @throws {ExpressionError} A variable is not there.
 */
export function fill(value, variables) {
  if (typeof value === 'string') return fillText(value, variables);
  if (Array.isArray(value)) return value.map((one) => fill(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, variables)]));
}

/** @param {string} text */
function expressionsOf(text) {
  if (text.replaceAll(HOLE, '').includes('{{')) throw new ExpressionError(`${JSON.stringify(text)} opens {{ without closing it: expected {{variable}}`);
  return [...text.matchAll(HOLE)].map(([, inside]) => parseExpression(inside));
}

/** @param {string} text @param {Readonly<Record<string, unknown>>} variables */
function fillText(text, variables) {
  const whole = /^\{\{([^}]*)\}\}$/.exec(text.trim());
  if (whole) return present(whole[1], variables);
  return text.replaceAll(HOLE, (_, inside) => asText(present(inside, variables)));
}

/** @param {string} text @param {Readonly<Record<string, unknown>>} variables */
function present(text, variables) {
  const tree = parseExpression(text);
  for (const path of variablesOf(tree)) {
    if (lookUp(path, variables) === undefined) throw new ExpressionError(`there is no ${pathWords(path)}: ${whatIsThere(path, variables)}`);
  }
  return evaluate(tree, variables);
}

/** @param {(string | number)[]} path @param {Readonly<Record<string, unknown>>} variables */
function whatIsThere(path, variables) {
  const end = path.findIndex((_, place) => lookUp(path.slice(0, place + 1), variables) === undefined);
  const above = end > 0 ? lookUp(path.slice(0, end), variables) : variables;
  const name = end > 0 ? pathWords(path.slice(0, end)) : 'this place';
  if (Array.isArray(above)) return `${name} is a list of ${above.length}`;
  if (typeof above !== 'object' || above === null) return `${name} is ${JSON.stringify(above)}`;
  return `${name} has ${Object.keys(above).join(', ') || 'nothing'}`;
}

/** @param {unknown} value */
function asText(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
