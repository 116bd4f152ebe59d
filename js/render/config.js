/** What `config` prints: every setting, its value and where it comes from. */

import { printable, table } from './text.js';

const WIDEST = 56; // of a column: longer values push their line alone

/**
 * @param {{user_file: string, files: string[], settings: {key: string, value: unknown, origin: string}[]}} config
 * @returns {string}
 */
export function renderConfig({ user_file: own, files, settings }) {
  const rows = settings.map(({ key, value, origin }) => [key, printable(JSON.stringify(value)), printable(origin)]);
  const yours = files.includes(own) ? `Your settings are read from ${own}` : `Your settings would be read from ${own}; there is no such file`;
  return [...table(rows, { indent: '', widest: WIDEST }), '', yours].join('\n');
}
