/** What `consent` prints. */

import { printable, table } from './text.js';

/** @typedef {{source: string, scope: string, granted: boolean, asked: boolean, time?: number | null}} Standing */

/**
 * @param {{sources: Standing[]}} consent
 * @returns {string}
 */
export function renderConsent({ sources }) {
  return ['What is allowed', ...table(consentRows(sources)), '', 'Change it with: lev jepa consent git|code|files|shell|agent|claude-code|jsonl|autonomous on|off [--everywhere]'].join('\n');
}

/**
 * @param {readonly Standing[]} standings
 * @returns {string[][]}
 */
export function consentRows(standings) {
  return standings.map(({ source, scope, granted, asked, time }) => [
    source,
    granted ? 'on' : 'off',
    scope === '*' ? 'everywhere' : printable(scope),
    asked ? `said ${time ? new Date(time * 1000).toISOString().slice(0, 10) : 'earlier'}` : 'never asked: the default',
  ]);
}
