/**
 * Workflow files of GitHub Actions as events: the steps of each job in their order, and the jobs in an order
 * that their `needs` allow. It tells of what is meant to happen, under the names that runs give it. It reads and runs nothing.
 */

import { createHash } from 'node:crypto';
import { LevError } from '../errors.js';
import { problemWords, readWorkflowText, workflowInvalid } from '../workflow/reading.js';

/**
 * @typedef {import('./github-run.js').Converted} Converted
 * @typedef {import('../workflow/reading.js').Reading} Reading
 * @typedef {{id: string, name: string, needs: string[], steps: any[]}} Job
 */

const EXPECTED = 'a workflow of GitHub Actions, with jobs and their steps';

/**
 * @param {string} text
 * @param {{file: string, project: string | null}} about
 * @returns {Converted}
 * @throws {LevError} `workflow_invalid` or `file_unreadable`.
 */
export function eventsOf(text, { file, project }) {
  const reading = readWorkflowText(text, file);
  const top = reading.problems.length === 0 ? reading.fieldsOf(reading.root) : undefined;
  if (reading.problems.length > 0) throw workflowInvalid(file, reading.problems);
  const jobs = top?.get('jobs') ? jobsOf(reading, reading.fieldsOf(top.get('jobs'))) : [];
  if (jobs.length === 0) throw new LevError('file_unreadable', `${file} has no jobs: expected ${EXPECTED}`);
  const workflow = String(reading.valueOf(top?.get('name')) ?? file.split('/').at(-1));
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const common = { kind: 'step', source: 'github-workflow', intent: workflow };
  const attributes = (/** @type {string} */ job) => ({ workflow, job, ...(project && { project }) });
  const inJobs = jobs.flatMap(({ name, steps }) => steps.map((step) => ({ ...common, case: `${workflow} ${version} ${name}`, activity: stepName(step), attributes: attributes(name) })));
  const order = inOrder(jobs).map(({ name }) => ({ ...common, case: `${workflow} ${version}`, activity: name, attributes: attributes(name) }));
  return { events: [...inJobs, ...(order.length > 1 ? order : [])], problems: reading.problems.map((one) => problemWords(file, one)) };
}

/**
 * @param {Reading} reading Takes the problems.
 * @param {Map<string, import('yaml').Node> | undefined} fields
 * @returns {Job[]}
 */
function jobsOf(reading, fields) {
  return [...(fields ?? [])].flatMap(([id, node]) => {
    const { name, needs, steps = [] } = reading.valueOf(node) ?? {};
    if (!Array.isArray(steps)) reading.complain(node, `the steps of the job ${id} are no list: they are left out`);
    const named = (Array.isArray(steps) ? steps : []).filter((/** @type {any} */ step) => stepName(step) !== '');
    return { id, name: typeof name === 'string' ? name : id, needs: [needs ?? []].flat().map(String), steps: named };
  });
}

/**
 * The name that GitHub gives a step in its runs.
 * @param {any} step
 * @returns {string} Empty of what does nothing.
 */
function stepName(step) {
  if (typeof step?.name === 'string' && step.name !== '') return step.name;
  if (typeof step?.uses === 'string') return `Run ${step.uses}`;
  return typeof step?.run === 'string' && step.run.trim() !== '' ? `Run ${step.run.trim().split('\n')[0]}` : '';
}

/**
 * Each job behind those that it needs, else as they stand in the file; what needs itself keeps its place.
 * @param {readonly Job[]} jobs
 * @returns {Job[]}
 */
function inOrder(jobs) {
  /** @type {Job[]} */
  const ordered = [];
  const waiting = [...jobs];
  while (waiting.length > 0) {
    const free = waiting.findIndex(({ needs }) => !needs.some((need) => waiting.some(({ id }) => id === need)));
    ordered.push(...waiting.splice(Math.max(0, free), 1));
  }
  return ordered;
}
