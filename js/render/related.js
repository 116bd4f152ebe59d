/** What `related` prints: docs/reference/cli.md has the look. */

import { answerLines, cut, printable, score } from './text.js';

/** @typedef {import('../surroundings.js').Terminal} Terminal */

/**
 * @param {any} answer Of `POST /v1/related`.
 * @param {{question: {file?: string, words?: string}, terminal: Terminal}} how
 * @returns {string}
 */
export function renderRelated({ name, related, notes }, { question, terminal }) {
  const about = printable(question.file ?? `"${question.words}"`);
  const rows = related.map((/** @type {any} */ one) => [score(one.score), one.kind, printable(one.activity), printable(one.why)]);
  return [cut(`${printable(name ?? 'no project')} · related to ${about}`, terminal.width), '', ...answerLines(rows, notes, terminal)].join('\n');
}
