/** What `train-base` prints: the model that was made, or the clones that there are. */

import { counted, printable } from './text.js';

/**
 * @typedef {{name: string, licence: string | null, commits: number, cases: number, lessons: number, left_out: string | null}} Taught
 * @typedef {{repositories: Taught[], steps: number, figures: {of: string, values: Record<string, number>}[]}} Facts
 */

/**
 * @param {{folder: string, model: {version: number, sha256: string, files: Record<string, number>}, facts: Facts}} document
 * @returns {string}
 */
export function renderBaseModel({ folder, model, facts }) {
  const used = facts.repositories.filter(({ left_out: reason }) => reason === null);
  const bytes = sum(Object.values(model.files));
  return [
    `${printable(folder)}: version ${model.version}, ${counted(bytes, 'byte')}, SHA-256 ${model.sha256}`,
    `  ${counted(used.length, 'repository', 'repositories')}, ${counted(sum(used.map(({ cases }) => cases)), 'commit')}, `
      + `${counted(sum(used.map(({ lessons }) => lessons)), 'lesson')}; ${counted(facts.steps, 'step')}`,
    ...leftOut(facts),
    ...facts.figures.map(({ of, values }) => `  ${printable(of)}: ${Object.entries(values).map(measure).join(', ')}`),
  ].join('\n');
}

/**
 * @param {Facts} facts
 * @returns {string}
 */
export function renderClones(facts) {
  const used = facts.repositories.filter(({ left_out: reason }) => reason === null);
  const lines = used.map(({ name, licence, commits }) => `  ${printable(name)}  ${licence ?? 'not recognised'}  ${counted(commits, 'commit')}`);
  return [`${counted(used.length, 'repository', 'repositories')} to train on`, ...lines, ...leftOut(facts)].join('\n');
}

/** @param {Facts} facts */
function leftOut({ repositories }) {
  return repositories.filter(({ left_out: reason }) => reason !== null).map(({ name, left_out: reason }) => `  left out: ${printable(name)} (${reason})`);
}

/** @param {[string, number]} measured */
function measure([name, value]) {
  return `${name.replaceAll('_', ' ')} ${value.toFixed(3)}`;
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((one, other) => one + other, 0);
}
