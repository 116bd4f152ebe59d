/** What `preload` prints: docs/reference/cli.md has the look. */

import { join } from 'node:path';
import { cut, percent, printable } from './text.js';

/** @typedef {import('../surroundings.js').Terminal} Terminal */

/**
 * @param {any} answer Of `GET /v1/preparations`.
 * @param {Terminal} terminal
 * @returns {string}
 */
export function renderPreparations({ prepared }, terminal) {
  if (prepared.length === 0) return 'Nothing is ready: no context is known yet. Contexts are found in what you do: lev jepa learn';
  return once(prepared).map((one) => lines(one).map((text) => cut(text, terminal.width)).join('\n')).join('\n\n');
}

/**
 * The files alone, one a line, for editors and scripts.
 * @param {any} answer Of `GET /v1/preparations`.
 * @returns {string}
 */
export function renderFiles({ prepared }) {
  return once(prepared).flatMap(({ project, files }) => files.map((/** @type {string} */ file) => printable(join(project, file)))).join('\n');
}

/**
 * Each file stands where it comes first; what holds nothing else is left out.
 * @param {any[]} prepared
 * @returns {any[]}
 */
function once(prepared) {
  const seen = new Set();
  return prepared
    .map((one) => ({ ...one, files: one.files.filter((/** @type {string} */ file) => !seen.has(join(one.project, file)) && seen.add(join(one.project, file))) }))
    .filter(({ files, commands, tools, run }) => files.length || commands.length || tools.length || run);
}

/** @param {any} prepared */
function lines({ context, probability, why, files, commands, tools, run }) {
  return [
    `${printable(context)} · ${probability === 1 ? '' : `${percent(probability).trim()}, `}${printable(why)}`.replace(/[,·] $/, ''),
    ...entries('open', files),
    ...entries('run', commands),
    ...entries('call', tools),
    ...(run ? [`  go on  ${printable(run.workflow || run.case)}: ${printable(run.done)} is done, next ${printable(run.next)} (${percent(run.probability).trim()})`] : []),
  ];
}

/** @param {string} verb @param {string[]} activities */
function entries(verb, activities) {
  return activities.map((activity, place) => `  ${(place === 0 ? verb : '').padEnd(5)}  ${printable(activity)}`);
}
