/**
 * The durable record of a run: one JSON object a line, in the state folder, never in a repository. What
 * was written survives a crash, and a run goes on from it. It does not know how steps are done.
 */

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LevError, systemCode } from '../errors.js';
import { RECORDED_CHARACTERS, RECORDS_KEPT } from '../limits.js';
import { slug } from './validate-step.js';

/**
 * @typedef {'done' | 'failed' | 'skipped' | 'shown' | 'left'} StepOutcome `shown`: nobody could be asked whether it
 *   was done; `left`: a person said that it is not.
 *
 * @typedef {object} StepResult
 * @property {string} id
 * @property {StepOutcome} outcome
 * @property {unknown} data
 * @property {string} text What a person reads of it; of an instruction that is shown or left, itself.
 * @property {{code: string, message: string} | null} error
 * @property {number} started Milliseconds since the epoch.
 * @property {number} duration_ms
 * @property {number} attempts
 * @property {string} fingerprint
 * @property {boolean} [dropped] The data was too large to keep.
 * @property {boolean} [group] It only holds other steps.
 *
 * @typedef {object} Run
 * @property {string} run Its name.
 * @property {string} workflow The id.
 * @property {string} name
 * @property {string} file
 * @property {string | null} project
 * @property {number} started Milliseconds since the epoch.
 * @property {Record<string, unknown>} inputs
 *
 * @typedef {object} Recorded A run as it was read back.
 * @property {Run} run
 * @property {StepResult[]} steps In the order in which they ended; the last one of an id counts.
 * @property {Set<string>} learnt Steps that the learner has been told of.
 * @property {boolean} resumed
 * @property {{outcome: 'done' | 'failed', ended: number} | null} end Null where it stopped in the middle.
 */

/**
 * @param {import('../paths.js').Paths} paths
 * @returns {string}
 */
export function recordsFolder({ state }) {
  return join(state, 'workflows');
}

/**
 * @param {string} workflow
 * @param {number} time Milliseconds since the epoch.
 * @returns {string} As in `release-check-20260131-120000-1f2e`.
 */
export function nameRun(workflow, time) {
  const [date, clock] = new Date(time).toISOString().slice(0, 19).split('T');
  return `${stem(workflow)}-${date.replaceAll('-', '')}-${clock.replaceAll(':', '')}-${randomBytes(2).toString('hex')}`;
}

/**
 * @param {string} path
 * @param {string} text
 */
function appendDurably(path, text) {
  const file = openSync(path, 'a', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * @param {string} path
 * @param {() => void} what
 * @throws {LevError} `workflow_record_unusable`.
 */
function inWords(path, what) {
  try {
    what();
  } catch (cause) {
    if (cause instanceof LevError || systemCode(cause) === undefined) throw cause;
    throw new LevError('workflow_record_unusable', `${path} cannot be written (${systemCode(cause)}): a run is kept there so that it can be gone on with. Check the disk and the permissions of the folder`, { cause });
  }
}

/** @param {string} workflow */
function stem(workflow) {
  return slug(workflow).slice(0, 60) || 'run';
}

/** Writes one run down, line by line. One process at a time: a lock says whose it is. */
export class RunRecord {
  #path;
  #lock;

  /**
   * @param {string} folder
   * @param {string} run
   * @throws {LevError} `workflow_busy`: another process goes on with this run; `workflow_record_unusable`.
   */
  constructor(folder, run) {
    this.#path = join(folder, `${run}.jsonl`);
    this.#lock = join(folder, `${run}.lock`);
    inWords(this.#path, () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      takeLock(this.#lock, run);
      cutTornLine(this.#path);
    });
  }

  /** @param {Record<string, unknown>} line */
  append(line) {
    inWords(this.#path, () => appendDurably(this.#path, `${JSON.stringify(line)}\n`));
  }

  /** @param {StepResult} result */
  appendStep(result) {
    const isLarge = (JSON.stringify(result.data) ?? '').length + result.text.length > RECORDED_CHARACTERS;
    this.append({ type: 'step', ...result, ...(isLarge && { data: null, text: '', dropped: true }) });
  }

  close() {
    rmSync(this.#lock, { force: true });
  }
}

/**
 * @param {string} folder
 * @param {string} run
 * @returns {Recorded}
 * @throws {LevError} `workflow_run_unknown`.
 */
export function readRun(folder, run) {
  const recorded = /^[\w.-]+$/.test(run) ? readRecord(join(folder, `${run}.jsonl`)) : undefined;
  if (recorded) return recorded;
  throw new LevError('workflow_run_unknown', `there is no record of a run ${JSON.stringify(run)}: expected one of those that lev jepa workflow list names`);
}

/**
 * The runs that are on record, the newest first.
 * @param {string} folder
 * @param {string} [workflow] Only of this id.
 * @returns {Recorded[]}
 */
export function readRuns(folder, workflow) {
  const all = namesIn(folder, workflow === undefined ? '' : `${stem(workflow)}-`).flatMap((name) => readRecord(join(folder, name)) ?? []);
  const wanted = workflow === undefined ? all : all.filter(({ run }) => run.workflow === workflow);
  return wanted.sort((one, other) => other.run.started - one.run.started);
}

/**
 * Erase records: the oldest beyond what is kept, or all that are named.
 * @param {string} folder
 * @param {readonly Recorded[]} runs
 */
export function eraseRuns(folder, runs) {
  for (const { run } of runs) rmSync(join(folder, `${run.run}.jsonl`), { force: true });
}

/**
 * @param {readonly Recorded[]} runs Of one workflow, the newest first.
 * @returns {Recorded[]} Those that are kept no longer.
 */
export function outdated(runs) {
  return runs.slice(RECORDS_KEPT);
}

/** @param {string} folder @param {string} beginning */
function namesIn(folder, beginning) {
  try {
    return readdirSync(folder).filter((name) => name.startsWith(beginning) && name.endsWith('.jsonl'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw new LevError('file_unreadable', `${folder} cannot be read (${systemCode(error)}): expected the records of runs`, { cause: error });
  }
}

/**
 * @param {string} path
 * @returns {Recorded | undefined} Undefined where there is none, or it does not say whose it is.
 */
function readRecord(path) {
  const [first, ...lines] = linesOf(path);
  if (first?.type !== 'run') return undefined;
  const end = lines.findLast((line) => line.type === 'end' || line.type === 'resumed');
  return {
    run: /** @type {Run} */ (without(first)),
    steps: lines.filter(({ type }) => type === 'step').map((line) => /** @type {StepResult} */ (without(line))),
    learnt: new Set(lines.filter(({ type }) => type === 'learnt').flatMap(({ steps }) => steps)),
    resumed: lines.some(({ type }) => type === 'resumed'),
    end: end?.type === 'end' ? /** @type {any} */ ({ outcome: end.outcome, ended: end.ended }) : null,
  };
}

/** @param {Record<string, any>} line @returns {any} The line without its type. */
function without(line) {
  return Object.fromEntries(Object.entries(line).filter(([name]) => name !== 'type'));
}

/** @param {string} path @returns {Record<string, any>[]} The lines that are whole. */
function linesOf(path) {
  try {
    return readFileSync(path, 'utf8').split('\n').flatMap((line) => parse(line) ?? []);
  } catch {
    return [];
  }
}

/** @param {string} line @returns {Record<string, any> | undefined} */
function parse(line) {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // torn by a crash
  }
}

/**
 * Whether a process is at this run now.
 * @param {string} folder
 * @param {string} run
 */
export function isGoingOn(folder, run) {
  try {
    return isAlive(Number(readFileSync(join(folder, `${run}.lock`), 'utf8')));
  } catch {
    return false; // no lock
  }
}

/**
 * A crash may have left half a line: what follows must not be written behind it.
 * @param {string} path
 */
function cutTornLine(path) {
  try {
    const bytes = readFileSync(path);
    truncateSync(path, bytes.lastIndexOf(10) + 1);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

/** @param {string} path @param {string} run */
function takeLock(path, run) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    const owner = Number(readFileSync(path, 'utf8'));
    if (owner !== process.pid && isAlive(owner)) throw new LevError('workflow_busy', `the run ${run} is going on in process ${owner}: wait for it to end`);
    writeFileSync(path, String(process.pid), { mode: 0o600 });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
