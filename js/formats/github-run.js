/**
 * Runs of GitHub Actions as events: one step event a step, each job of a run a case. Takes what `gh run view
 * --json` and the jobs of GitHub's API say: one run, a list of them, or one a line.
 */

import { createHash } from 'node:crypto';
import { LevError } from '../errors.js';

/**
 * @typedef {{events: object[], problems: string[]}} Converted
 * @typedef {Record<string, any>} Json
 */

const EXPECTED = 'what this prints: gh run view ID --json databaseId,attempt,event,workflowName,displayTitle,jobs';

/**
 * @param {string} text
 * @param {{file: string, project: string | null}} about
 * @returns {Converted} Steps that have ended and were not skipped, and what could not be understood.
 * @throws {LevError} `file_unreadable`: these are no runs.
 */
export function eventsOf(text, { file, project }) {
  /** @type {Converted} */
  const converted = { events: [], problems: [] };
  for (const [place, run] of runsIn(text, file).entries()) {
    if (!Array.isArray(run?.jobs)) throw new LevError('file_unreadable', `${file}: run ${place + 1} has no list of jobs: expected ${EXPECTED}`);
    for (const job of run.jobs) convertJob(run, job, project, converted);
  }
  return converted;
}

/** @param {string} text @param {string} file @returns {Json[]} */
function runsIn(text, file) {
  const whole = tryJson(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '').map(tryJson);
  const wrong = lines.indexOf(undefined);
  if (wrong < 0 && lines.length > 0) return /** @type {Json[]} */ (lines);
  throw new LevError('file_unreadable', `${file} is no JSON: expected ${EXPECTED}`);
}

/** @param {string} text @returns {any} */
function tryJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {Json} run @param {any} job @param {string | null} project @param {Converted} converted */
function convertJob(run, job, project, { events, problems }) {
  const name = job?.name;
  if (typeof name !== 'string' || name === '') return void problems.push(`a job of the run ${run.databaseId ?? ''} has no name: its steps are left out`);
  const workflow = run.workflowName ?? job.workflow_name;
  const common = { kind: 'step', case: `github ${nameRun(run, job)} ${name}`, source: 'github-run', intent: run.displayTitle ?? workflow };
  for (const [place, step] of (job.steps ?? []).entries()) {
    if (typeof step?.name !== 'string' || step.name === '') problems.push(`step ${place + 1} of the job ${JSON.stringify(name)} has no name: it is left out`);
    else if (hasHappened(step)) events.push({ ...common, activity: step.name, ...timesOf(step), attributes: attributesOf(step, { place, name, workflow, project, trigger: run.event }) });
  }
}

/**
 * What ended and was not skipped: what still goes on is told another time.
 * @param {Json} step
 */
function hasHappened({ status = 'completed', conclusion }) {
  return status === 'completed' && conclusion !== 'skipped';
}

/**
 * @param {Json} run
 * @param {Json} job
 * @returns {string} The same however often the run is read.
 */
function nameRun(run, job) {
  const [, inUrl] = /\/runs\/(\d+)/.exec(String(job.url ?? job.html_url ?? run.url ?? '')) ?? [];
  const id = run.databaseId ?? job.run_id ?? inUrl ?? createHash('sha256').update(JSON.stringify(run.jobs)).digest('hex').slice(0, 12);
  const attempt = run.attempt ?? job.run_attempt ?? 1;
  return attempt > 1 ? `${id}.${attempt}` : String(id);
}

/** @param {Json} step @returns {{time?: number}} */
function timesOf(step) {
  const time = secondsOf(step.completedAt ?? step.completed_at) ?? secondsOf(step.startedAt ?? step.started_at);
  return time === undefined ? {} : { time };
}

/** @param {Json} step @param {{place: number, name: string, workflow: unknown, project: string | null, trigger: unknown}} about */
function attributesOf(step, { place, name, workflow, project, trigger }) {
  const [started, completed] = [secondsOf(step.startedAt ?? step.started_at), secondsOf(step.completedAt ?? step.completed_at)];
  return {
    ordinal: Number.isInteger(step.number) ? step.number : place + 1, // steps of one name may end within one second
    job: name,
    ...(typeof workflow === 'string' && { workflow }),
    ...(typeof trigger === 'string' && { trigger }),
    ...(typeof step.conclusion === 'string' && { outcome: step.conclusion }),
    ...(started !== undefined && completed !== undefined && completed >= started && { duration_s: completed - started }),
    ...(project && { project }),
  };
}

/** @param {unknown} date As in `2026-01-31T12:00:00Z`; year 1 stands for none. @returns {number | undefined} */
function secondsOf(date) {
  const time = typeof date === 'string' ? Date.parse(date) / 1000 : Number.NaN;
  return time > 0 ? time : undefined;
}
