/**
 * Reads a workflow's YAML strictly and keeps where everything stands. Whatever is wrong is a problem with a
 * line; it does not know what a workflow is made of.
 */

import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { LevError, systemCode } from '../errors.js';
import { ROOT } from '../installation.js';
import { WORKFLOW_BYTES, WORKFLOW_DEPTH, WORKFLOW_NODES } from '../limits.js';

/**
 * @typedef {import('yaml').Node} Node
 * @typedef {{line: number, column: number, step: string | null, words: string}} Problem
 *
 * @typedef {object} Reading
 * @property {string} file As the user named it.
 * @property {Node | null} root
 * @property {Problem[]} problems What is wrong so far.
 * @property {(node: Node | null | undefined, words: string, step?: string | null) => void} complain
 * @property {(node: Node | null | undefined) => number} lineOf
 * @property {(node: Node | null | undefined) => any} valueOf As plain data.
 * @property {(node: Node | null | undefined) => Map<string, Node> | undefined} fieldsOf Of a map; undefined of anything else.
 * @property {(node: Node | null | undefined) => Node[] | undefined} itemsOf Of a list; undefined of anything else.
 */

/**
 * @param {string} path
 * @param {string} [file] What messages call it.
 * @returns {Reading}
 * @throws {LevError} `file_unreadable`: it is no readable file of a sensible size.
 */
export function readWorkflowFile(path, file = path) {
  return readWorkflowText(textOf(path, file), file);
}

/**
 * @param {string} text
 * @param {string} file
 * @returns {Reading}
 */
export function readWorkflowText(text, file) {
  const yaml = createRequire(join(ROOT, 'package.json'))('yaml');
  const lines = new yaml.LineCounter();
  const deep = tooDeep(text, yaml);
  const document = yaml.parseDocument(deep ? '' : text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  /** @type {Problem[]} */
  const problems = deep ? [deep] : [...document.errors, ...document.warnings].map(({ pos: [start], message }) => ({ ...placeOf(lines, start), step: null, words: firstLine(message) }));
  const complain = (/** @type {any} */ node, /** @type {string} */ words, /** @type {string | null} */ step = null) =>
    void problems.push({ ...placeOf(lines, node?.range?.[0] ?? 0), step, words });
  const resolve = (/** @type {any} */ node) => (yaml.isAlias(node) ? node.resolve(document) : node) ?? null;
  if (problems.length === 0) refuseUnreadable(document, { yaml, resolve, complain });
  const whole = problems.length === 0;
  return {
    file,
    root: whole ? resolve(document.contents) : null,
    problems,
    complain,
    lineOf: (node) => placeOf(lines, node?.range?.[0] ?? 0).line,
    valueOf: (node) => (node ? /** @type {any} */ (node).toJS(document, { maxAliasCount: WORKFLOW_NODES }) : null),
    fieldsOf: (node) => fieldsOf(resolve(node), yaml),
    itemsOf: (node) => {
      const list = resolve(node);
      return yaml.isSeq(list) ? list.items : undefined;
    },
  };
}

/**
 * The problems as an error that names file, line and step.
 * @param {string} file
 * @param {readonly Problem[]} problems At least one.
 * @returns {LevError}
 */
export function workflowInvalid(file, problems) {
  const [first, ...rest] = problems;
  const more = rest.length > 0 ? ` (and ${rest.length} more: lev jepa workflow validate ${file})` : '';
  return new LevError('workflow_invalid', problemWords(file, first) + more);
}

/**
 * @param {string} file
 * @param {Problem} problem
 * @returns {string} As in `ship.yaml:12:5: step "look": ...`.
 */
export function problemWords(file, { line, column, step, words }) {
  return `${file}:${line}:${column}: ${step ? `step ${JSON.stringify(step)}: ` : ''}${words}`;
}

/** @param {string} path @param {string} file */
function textOf(path, file) {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new LevError('file_unreadable', `${file} is no file: expected a workflow in YAML`);
    if (stat.size > WORKFLOW_BYTES) throw new LevError('file_unreadable', `${file} has ${stat.size} bytes: expected a workflow of at most ${WORKFLOW_BYTES}`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    if (cause instanceof LevError) throw cause;
    throw new LevError('file_unreadable', `${file} cannot be read (${cause instanceof TypeError ? 'no UTF-8' : systemCode(cause)}): expected a workflow in YAML`, { cause });
  }
}

/**
 * What stands too deep, found without recursion: whatever comes after this recurses.
 * @param {string} text
 * @param {any} yaml
 * @returns {Problem | undefined}
 */
function tooDeep(text, yaml) {
  const lines = new yaml.LineCounter();
  const waiting = [...new yaml.Parser(lines.addNewLine).parse(text)].reverse().map((token) => ({ token, depth: 0 }));
  for (let here = waiting.pop(); here; here = waiting.pop()) {
    const { token, depth } = here;
    const deep = depth + (token.items ? 1 : 0);
    if (deep > WORKFLOW_DEPTH) return { ...placeOf(lines, token.offset), step: null, words: `it is nested too deeply: expected at most ${WORKFLOW_DEPTH} levels` };
    const inside = [token.value, ...(token.items ?? []).flatMap((/** @type {any} */ { key, value }) => [key, value])];
    for (const one of inside.reverse()) if (typeof one === 'object' && one !== null) waiting.push({ token: one, depth: deep });
  }
  return undefined;
}

/**
 * An anchor that holds itself never ends, aliases of aliases may grow beyond all bounds, and a map may be a key.
 * @param {any} document
 * @param {{yaml: any, resolve: (node: any) => any, complain: (node: any, words: string) => void}} how
 */
function refuseUnreadable(document, { yaml, resolve, complain }) {
  const above = new Set();
  let left = WORKFLOW_NODES;
  /** @param {any} written @returns {boolean} Whether it ends. */
  const ends = (written) => {
    const node = resolve(written);
    left -= 1;
    if (above.has(node)) return refuse(written, 'the anchor holds itself: expected no alias within its own anchor');
    if (left < 0) return refuse(written, `it has more than ${WORKFLOW_NODES} values, aliases written out: expected a smaller workflow`);
    if (!yaml.isCollection(node)) return true;
    above.add(node);
    const whole = node.items.every((/** @type {any} */ item) => {
      if (!yaml.isPair(item)) return ends(item);
      if (!yaml.isScalar(item.key)) return refuse(item.key, 'a key is no word: expected a name. A text that begins with {{ stands in quotes');
      return ends(item.value);
    });
    above.delete(node);
    return whole;
  };
  const refuse = (/** @type {any} */ node, /** @type {string} */ words) => {
    complain(node, words);
    return false;
  };
  ends(document.contents);
}

/**
 * @param {any} node
 * @param {any} yaml
 * @returns {Map<string, Node> | undefined}
 */
function fieldsOf(node, yaml) {
  if (!yaml.isMap(node)) return undefined;
  return new Map(node.items.map((/** @type {any} */ { key, value }) => [String(key.value), value ?? key]));
}

/** @param {any} lines @param {number} offset */
function placeOf(lines, offset) {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** @param {string} message */
function firstLine(message) {
  return message.split('\n')[0];
}
