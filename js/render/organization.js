/** What `organize` prints: docs/reference/cli.md has the look. */

import { counted, printable } from './text.js';

/**
 * @param {any} organized Of `GET /v1/organization`.
 * @returns {string}
 */
export function renderOrganization({ name, commits, files, moves }) {
  const heading = `${printable(name)} · ${counted(files, 'file')}, ${counted(commits, 'commit')}`;
  if (moves.length === 0) return [heading, '', '  No file is clearly better elsewhere.'].join('\n');
  return [
    heading,
    ...moves.flatMap((/** @type {any} */ { path, to, reasons, risk }) => [
      '',
      `  ${printable(path)} -> ${printable(to)}`,
      ...reasons.map((/** @type {string} */ one) => `    ${printable(one)}`),
      `    ? ${printable(risk)}`,
    ]),
    '',
    'A preview: nothing was moved.',
  ].join('\n');
}
