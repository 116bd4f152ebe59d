/**
 * The expressions of `when` and of `{{...}}`: comparisons, `and`, `or`, `not`, literals and variables. Nothing
 * is ever run as code: a text becomes a tree, and a tree is looked at. It does not know what the variables hold.
 *
 *     either = both ("or" both)*            both = negation ("and" negation)*
 *     negation = "not" negation | compared  compared = value (("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") value)?
 *     value = literal | variable | "(" either ")"
 *     variable = name ("." name | "[" number "]" | "[" text "]")*
 */

import { EXPRESSION_CHARACTERS, EXPRESSION_DEPTH } from '../limits.js';

/**
 * @typedef {{is: 'literal', value: unknown}
 *   | {is: 'variable', path: (string | number)[]}
 *   | {is: 'not', of: Tree}
 *   | {is: 'and' | 'or' | Operator, left: Tree, right: Tree}} Tree
 * @typedef {'==' | '!=' | '<' | '<=' | '>' | '>=' | 'in'} Operator
 * @typedef {{kind: 'number' | 'text' | 'name' | 'sign', text: string, value?: unknown, at: number}} Token
 */

/** The expression makes no sense; the words say where. */
export class ExpressionError extends Error {}

const TOKEN = /\s+|(?<number>-?\d+(?:\.\d+)?(?![\w.]))|(?<text>'[^']*'|"[^"]*")|(?<name>[A-Za-z_][\w-]*)|(?<sign>==|!=|<=|>=|[<>()[\].])/y;
const OPERATORS = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);
const WORDS = new Map(/** @type {[string, unknown][]} */ ([['true', true], ['false', false], ['null', null]]));

/**
 * @param {string} text
 * @returns {Tree}
 * @throws {ExpressionError}
 */
export function parseExpression(text) {
  if (text.length > EXPRESSION_CHARACTERS) throw new ExpressionError(`the expression has ${text.length} characters: expected at most ${EXPRESSION_CHARACTERS}`);
  const reader = new Reader(tokensOf(text));
  const tree = reader.either(0);
  reader.end();
  return tree;
}

/**
 * @param {Tree} tree
 * @param {Readonly<Record<string, unknown>>} variables
 * @returns {unknown} Null for a variable that is not there.
 * @throws {ExpressionError} What is compared cannot be put in order.
 */
export function evaluate(tree, variables) {
  switch (tree.is) {
    case 'literal': return tree.value;
    case 'variable': return lookUp(tree.path, variables) ?? null;
    case 'not': return !isTrue(evaluate(tree.of, variables));
    case 'and': return isTrue(evaluate(tree.left, variables)) && isTrue(evaluate(tree.right, variables));
    case 'or': return isTrue(evaluate(tree.left, variables)) || isTrue(evaluate(tree.right, variables));
    default: return compare(tree.is, evaluate(tree.left, variables), evaluate(tree.right, variables));
  }
}

/**
 * False are: null, false, 0, and what is empty.
 * @param {unknown} value
 */
export function isTrue(value) {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/**
 * The paths of all variables in an expression.
 * @param {Tree} tree
 * @returns {(string | number)[][]}
 */
export function variablesOf(tree) {
  if (tree.is === 'variable') return [tree.path];
  if (tree.is === 'literal') return [];
  return tree.is === 'not' ? variablesOf(tree.of) : [...variablesOf(tree.left), ...variablesOf(tree.right)];
}

/**
 * Own properties and list places only, and `length` of lists and texts: no prototype is reached.
 * @param {(string | number)[]} path
 * @param {unknown} variables
 * @returns {unknown} Undefined where it leads nowhere.
 */
export function lookUp(path, variables) {
  /** @type {any} */
  let here = variables;
  for (const part of path) {
    if (part === 'length' && (typeof here === 'string' || Array.isArray(here))) here = here.length;
    else if (typeof here === 'object' && here !== null && Object.hasOwn(here, part)) here = here[part];
    else return undefined;
  }
  return here;
}

/** @param {(string | number)[]} path @returns {string} As it is written. */
export function pathWords([first, ...rest]) {
  return first + rest.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
}

/** @param {Operator} operator @param {unknown} left @param {unknown} right */
function compare(operator, left, right) {
  if (operator === '==') return isSame(left, right);
  if (operator === '!=') return !isSame(left, right);
  if (operator === 'in') return isIn(left, right);
  if (left === null || right === null) return false;
  const ordered = (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string');
  if (!ordered) throw new ExpressionError(`${nameType(left)} ${operator} ${nameType(right)} has no answer: expected two numbers or two texts`);
  const [a, b] = /** @type {[any, any]} */ ([left, right]);
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

/** @param {unknown} left @param {unknown} right */
function isSame(left, right) {
  return typeof left === 'object' ? JSON.stringify(left) === JSON.stringify(right) : left === right;
}

/** @param {unknown} part @param {unknown} whole */
function isIn(part, whole) {
  if (Array.isArray(whole)) return whole.some((one) => isSame(part, one));
  if (typeof whole === 'string' && typeof part === 'string') return whole.includes(part);
  if (whole === null) return false;
  throw new ExpressionError(`${nameType(part)} in ${nameType(whole)} has no answer: expected a list, or a text in a text`);
}

/** @param {unknown} value */
function nameType(value) {
  if (Array.isArray(value)) return 'a list';
  return { number: 'a number', string: 'a text', boolean: 'true or false' }[/** @type {string} */ (typeof value)] ?? (value === null ? 'null' : 'a map');
}

/**
 * @param {string} text
 * @returns {Token[]}
 */
function tokensOf(text) {
  /** @type {Token[]} */
  const tokens = [];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw new ExpressionError(`${JSON.stringify(text.slice(at, at + 10))} at character ${at + 1} is not understood: expected a variable, a literal, a comparison, and, or, not`);
    const { number, text: quoted, name, sign } = found.groups ?? {};
    if (number !== undefined) tokens.push({ kind: 'number', text: number, value: Number(number), at });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted, value: quoted.slice(1, -1), at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at });
  }
  return tokens;
}

/** Reads tokens from left to right, one function a rule of the grammar. */
class Reader {
  #next = 0;
  #tokens;

  /** @param {Token[]} tokens */
  constructor(tokens) {
    this.#tokens = tokens;
  }

  /** @param {number} depth @returns {Tree} */
  either(depth) {
    let left = this.#both(depth);
    while (this.#take('or')) left = { is: 'or', left, right: this.#both(depth) };
    return left;
  }

  end() {
    if (this.#token) throw this.#unexpected('the end, and, or, or a comparison');
  }

  /** @param {number} depth @returns {Tree} */
  #both(depth) {
    let left = this.#negation(depth);
    while (this.#take('and')) left = { is: 'and', left, right: this.#negation(depth) };
    return left;
  }

  /** @param {number} depth @returns {Tree} */
  #negation(depth) {
    if (depth > EXPRESSION_DEPTH) throw new ExpressionError(`the expression is more than ${EXPRESSION_DEPTH} levels deep`);
    return this.#take('not') ? { is: 'not', of: this.#negation(depth + 1) } : this.#compared(depth);
  }

  /** @param {number} depth @returns {Tree} */
  #compared(depth) {
    const left = this.#value(depth);
    const token = this.#token;
    if (!token || token.kind === 'text' || !OPERATORS.has(token.text)) return left;
    this.#next += 1;
    return { is: /** @type {Operator} */ (token.text), left, right: this.#value(depth) };
  }

  /** @param {number} depth @returns {Tree} */
  #value(depth) {
    const token = this.#token;
    if (this.#take('(')) {
      const inside = this.either(depth + 1);
      if (!this.#take(')')) throw this.#unexpected('")"');
      return inside;
    }
    if (token?.kind === 'number' || token?.kind === 'text') {
      this.#next += 1;
      return { is: 'literal', value: token.value };
    }
    if (token?.kind === 'name' && WORDS.has(token.text)) {
      this.#next += 1;
      return { is: 'literal', value: WORDS.get(token.text) };
    }
    return { is: 'variable', path: this.#path() };
  }

  /** @returns {(string | number)[]} */
  #path() {
    /** @type {(string | number)[]} */
    const path = [this.#name()];
    for (;;) {
      if (this.#take('.')) path.push(this.#name());
      else if (this.#take('[')) path.push(this.#place());
      else return path;
    }
  }

  #name() {
    const token = this.#token;
    if (token?.kind !== 'name' || ['and', 'or', 'not', 'in'].includes(token.text)) throw this.#unexpected('a variable or a literal');
    this.#next += 1;
    return token.text;
  }

  #place() {
    const token = this.#token;
    if (token?.kind !== 'number' && token?.kind !== 'text') throw this.#unexpected('a number or a text between "[" and "]"');
    this.#next += 1;
    if (!this.#take(']')) throw this.#unexpected('"]"');
    return /** @type {string | number} */ (token.value);
  }

  get #token() {
    return this.#tokens[this.#next];
  }

  /** @param {string} text */
  #take(text) {
    const is = this.#token?.text === text && this.#token.kind !== 'text';
    if (is) this.#next += 1;
    return is;
  }

  /** @param {string} expected */
  #unexpected(expected) {
    const token = this.#token;
    return new ExpressionError(`${token ? `${token.text} at character ${token.at + 1}` : 'the end'} comes where ${expected} was expected`);
  }
}
