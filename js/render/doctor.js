/** What `doctor` prints. */

import { printable, table } from './text.js';

/**
 * @param {{healthy: boolean, checks: {name: string, ok: boolean, detail: string, remedy?: string | null}[]}} diagnosis
 * @returns {string}
 */
export function renderDoctor({ healthy, checks }) {
  const rows = checks.map(({ name, ok, detail }) => [ok ? 'ok' : 'FAIL', printable(name), printable(detail)]);
  const remedies = checks.filter(({ ok, remedy }) => !ok && remedy).map(({ name, remedy }) => `${name}: ${printable(remedy)}`);
  return [...table(rows, { indent: '' }), '', healthy ? 'Healthy.' : 'Not healthy.', ...remedies].join('\n');
}
