/** Whose evidence came true lately: part of `status`, and of `predict --explain`. */

import { count, percent, printable } from './text.js';

/** Manifolds that are named; the others are counted. */
const NAMED = 4;

/**
 * @param {{credit: Record<string, number>, effective: number, outcomes: number, ceiling: number}} dominance
 * @returns {string} As in `path_words 24 %, recency 11 %, 9 others 65 % of the evidence that came true in 500 outcomes; ...`.
 */
export function dominanceWords({ credit, effective, outcomes, ceiling }) {
  const all = Object.entries(credit);
  const named = all.slice(0, NAMED).map(([name, share]) => `${printable(name)} ${percent(share).trim()}`);
  const rest = all.slice(NAMED);
  const others = rest.length ? [`${rest.length} others ${percent(rest.reduce((sum, [, share]) => sum + share, 0)).trim()}`] : [];
  return `${[...named, ...others].join(', ')} of the evidence that came true in ${count(outcomes)} outcomes; as diverse as ${effective.toFixed(1)} equals; weight cut at ${percent(ceiling).trim()}`;
}
