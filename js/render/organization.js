/** What `organize` prints: docs/reference/cli.md has the look. */

import { counted, printable, unlearnt } from './text.js';

/**
 * @param {any} organized Of `GET /v1/organization`.
 * @returns {string}
 */
export function renderOrganization({ name, commits, files, moves }) {
  const heading = `${printable(name)} · ${counted(files, 'file')}, ${counted(commits, 'commit')}`;
  if (commits === 0) return [heading, ...unlearnt({ name, commits })].join('\n');
  if (moves.length === 0) return [heading, '', '  No file is clearly better elsewhere.'].join('\n');
  const first = moves.find((/** @type {any} */ one) => one.why_not === null);
  return [
    heading,
    ...moves.flatMap((/** @type {any} */ one) => ['', ...moveLines(one).map((line) => `  ${line}`)]),
    '',
    first ? `Nothing was moved. Look at one and move it: lev jepa organize --apply ${first.id}` : 'Nothing was moved.',
  ].join('\n');
}

/** @param {any} move Of `GET /v1/organization`. */
export function renderMove(move) {
  return [...moveLines(move), '', `As git mv does it, nothing is committed:`, `  ${printable(move.path)}`, `  -> ${printable(move.to)}`].join('\n');
}

/** @param {any} applied Of `POST /v1/organization/apply`, or `undo`. */
export function renderMoved({ id, title, state }) {
  return state === 'applied' ? `Moved ${printable(title)}. Move it back with: lev jepa organize --undo ${id}` : `Moved back: ${printable(title)} is undone`;
}

/** @param {any} move */
function moveLines({ id, path, to, reasons, risk, why_not }) {
  return [
    `${printable(id)}  ${printable(path)} -> ${printable(to)}`,
    ...reasons.map((/** @type {any} */ one) => `  ${one.by}: ${printable(one.words)}`),
    `  ? ${printable(risk)}`,
    ...(why_not === null ? [] : [`  ! it cannot be moved now: ${printable(why_not)}`]),
  ];
}
