/** What `consent` prints. */

import { printable, table } from './text.js';

/**
 * @param {{project?: string | null, sources: {source: string, scope: string, granted: boolean, asked: boolean, time?: number | null}[]}} consent
 * @returns {string}
 */
export function renderConsent({ sources }) {
  const rows = sources.map(({ source, scope, granted, asked, time }) => [
    source,
    granted ? 'on' : 'off',
    scope === '*' ? 'everywhere' : printable(scope),
    asked ? `said ${time ? new Date(time * 1000).toISOString().slice(0, 10) : 'earlier'}` : 'never asked: the default',
  ]);
  return ['What may be read', ...table(rows), '', 'Change it with: lev jepa consent git|shell|jsonl on|off [--everywhere]'].join('\n');
}
