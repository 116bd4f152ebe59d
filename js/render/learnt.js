/** What `learn` prints. */

import { trainedLines } from './models.js';
import { count, counted, printable } from './text.js';

const SHOWN_LINES = 20; // of refused lines; all of them are in --json

/**
 * @param {{sources?: any[], problems?: any[], file?: any, trained?: any[]}} learnt
 * @returns {string}
 */
export function renderLearnt({ sources = [], problems = [], file, trained = [] }) {
  const lines = [
    ...sources.map(({ source, ...numbers }) => `${source}: ${inWords(numbers)}`),
    ...problems.map(({ source, detail }) => `${source ? `${source}: ` : ''}${printable(detail)}`),
    ...(file ? [`events: ${inWords({ ...file, refused: undefined })}`, ...refusedLines(file.refused)] : []),
    ...trainedLines(trained),
  ];
  return lines.length > 0 ? lines.join('\n') : 'Nothing was read: no source is consented to. See: lev jepa consent';
}

/** @param {any} numbers */
function inWords({ appended = 0, known = 0, denied = 0, redacted = 0, skipped = 0 }) {
  const parts = [
    `${count(appended)} new`,
    known > 0 && `${count(known)} known already`,
    denied > 0 && `${count(denied)} denied`,
    redacted > 0 && `${count(redacted)} with a secret replaced`,
    skipped > 0 && `${count(skipped)} not understood`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** @param {{line: number | null, code: string, detail: string}[]} refused */
function refusedLines(refused) {
  if (refused.length === 0) return [];
  const shown = refused.slice(0, SHOWN_LINES).map(({ line, detail }) => `  ${line === null ? '' : `line ${line}: `}${printable(detail)}`);
  const rest = refused.length - shown.length;
  const what = refused.every(({ line }) => line === null) ? 'part' : 'line';
  return [`${counted(refused.length, what)} refused, the others are learnt:`, ...shown, ...(rest > 0 ? [`  and ${count(rest)} more`] : [])];
}
