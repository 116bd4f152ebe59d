/** What `doctor` prints. */

import { printable, table } from './text.js';

/** @typedef {import('../commands/doctor.js').Check} Check */

/**
 * @param {{healthy: boolean, checks: Check[]}} diagnosis
 * @returns {string}
 */
export function renderDoctor({ healthy, checks }) {
  const rows = checks.map((check) => [mark(check), printable(check.name), printable(check.detail)]);
  const remedies = checks.filter(({ ok, warns, remedy }) => (!ok || warns) && remedy).map(({ name, remedy }) => `${name}: ${printable(remedy)}`);
  return [...table(rows, { indent: '' }), '', healthy ? 'Healthy.' : 'Not healthy.', ...remedies].join('\n');
}

/** @param {Check} check */
function mark({ ok, warns }) {
  if (!ok) return 'FAIL';
  return warns ? 'WARN' : 'ok';
}
