/** What `search` prints: docs/reference/cli.md has the look. */

import { answerLines, cut, printable, score } from './text.js';

/** @typedef {import('../surroundings.js').Terminal} Terminal */

const COMMIT = 9; // characters of a commit id, as git itself shortens those of a large repository
const CASE = 20; // characters of another case's name

/** What a case is called, by the kind of what happened in it. */
const CASES = Object.freeze(/** @type {Record<string, string>} */ ({ command: 'session', step: 'run', tool: 'run', context: 'day' }));

/**
 * @param {any} answer Of `POST /v1/search`.
 * @param {{words: string, terminal: Terminal}} how
 * @returns {string}
 */
export function renderSearch({ name, found, notes }, { words, terminal }) {
  const head = `${printable(name ?? 'every project')} · ${found.length} found for "${printable(words)}"`;
  const rows = found.map((/** @type {any} */ one) => [score(one.score), one.kind, what(one), day(one.time), where(one), printable(one.why)]);
  return [cut(head, terminal.width), '', ...answerLines(rows, notes, terminal)].join('\n');
}

/** @param {{text: string, gone: boolean}} one */
function what({ text, gone }) {
  const [line] = text.split('\n');
  return printable(line) + (gone ? ' (gone)' : '');
}

/** @param {number | null} time */
function day(time) {
  return time === null ? '' : new Date(time * 1000).toISOString().slice(0, 10);
}

/** @param {{kind: string, case: string, source: string | null}} one */
function where({ kind, case: name, source }) {
  return source === 'git' && kind !== 'context' ? `commit ${printable(name.slice(0, COMMIT))}` : `${CASES[kind] ?? 'case'} ${cut(printable(name), CASE)}`;
}
