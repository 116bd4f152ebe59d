/** What `feedback` prints: docs/reference/cli.md has the look. */

import { counted, cut, faintEnd, inks, percent, printable, table, WIDEST } from './text.js';

/** @typedef {import('../surroundings.js').Terminal} Terminal */

/**
 * @param {any[]} suggestions As `GET /v1/feedback` has them.
 * @param {Terminal} terminal
 * @returns {string}
 */
export function renderSuggestions(suggestions, terminal) {
  if (suggestions.length === 0) return 'Nothing was suggested of late. Ask with: lev jepa predict';
  return suggestions.map((one) => renderSuggestion(one, terminal)).join('\n\n');
}

/** @param {any} suggestion @param {Terminal} terminal */
function renderSuggestion({ id, kind, time, later, candidates }, terminal) {
  const head = `${id}  ${kind}  ${minute(time)}, ${counted(later, 'event')} since`;
  const rows = candidates.map((/** @type {any} */ one, /** @type {number} */ place) => [String(place + 1), percent(one.probability), printable(one.activity), fate(one)]);
  const lines = table(rows, { right: [0], widest: WIDEST });
  return [
    faintEnd(head, id.length, terminal),
    ...lines.map((line, place) => emphasised(line, candidates[place], terminal)),
  ].join('\n');
}

/** @param {{verdict: string, came: boolean}} candidate */
function fate({ verdict, came }) {
  return [verdict !== 'shown' && verdict, came && 'came'].filter(Boolean).join(', ');
}

/** @param {string} line @param {{verdict: string}} candidate @param {Terminal} terminal */
function emphasised(line, { verdict }, terminal) {
  const whole = cut(line, terminal.width);
  return verdict === 'accepted' ? inks(terminal).strong(whole) : whole;
}

/** @param {number} seconds */
function minute(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}
