/**
 * One set-up at a time: each process puts a file named after its pid into a folder and works only while
 * nobody else's living process has one there. A file of a dead process tells that its work was
 * interrupted. It does not know what the work is.
 */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LevError, systemCode } from '../errors.js';
import { SETUP_POLL_MS, SETUP_TURN_MS } from '../limits.js';

/**
 * @typedef {object} Turn
 * @property {number} [pid]
 * @property {(pid: number) => boolean} [isAlive]
 * @property {(ms: number, signal?: AbortSignal) => Promise<void>} sleep
 * @property {() => number} now
 * @property {AbortSignal} [signal]
 * @property {() => void} [onWait] Called once when another process is at work.
 */

/**
 * Do the work when it is this process's turn.
 * @template Result
 * @param {string} folder Exists only while work is going on or was interrupted.
 * @param {(before: {interrupted: boolean}) => Promise<Result>} work
 * @param {Turn} turn
 * @returns {Promise<Result>}
 * @throws {LevError} `setup_busy` when another process is at it for too long.
 */
export function inTurn(folder, work, turn) {
  const earlier = here.get(folder) ?? Promise.resolve();
  const mine = earlier.then(() => workInTurn(folder, work, turn));
  here.set(folder, mine.catch(() => undefined));
  return mine;
}

/** The last work of this very process, by folder: a host may ask twice at once. */
const here = /** @type {Map<string, Promise<unknown>>} */ (new Map());

/**
 * @template Result
 * @param {string} folder
 * @param {(before: {interrupted: boolean}) => Promise<Result>} work
 * @param {Turn} turn
 * @returns {Promise<Result>}
 */
async function workInTurn(folder, work, turn) {
  const { pid = process.pid, isAlive = processIsAlive } = turn;
  const interrupted = await take(folder, { ...turn, pid, isAlive });
  try {
    const result = await work({ interrupted });
    rmSync(folder, { recursive: true, force: true });
    return result;
  } catch (error) {
    rmSync(join(folder, String(pid)), { force: true });
    writeFileSync(join(folder, 'interrupted'), '');
    throw error;
  }
}

/**
 * @param {string} folder
 * @param {Turn & {pid: number, isAlive: (pid: number) => boolean}} turn
 * @returns {Promise<boolean>} Whether earlier work was left unfinished.
 */
async function take(folder, { pid, isAlive, sleep, now, signal, onWait }) {
  const deadline = now() + SETUP_TURN_MS;
  const mine = String(pid);
  for (let waits = 0; ; waits += 1) {
    putFile(folder, mine);
    const others = readdirSync(folder).filter((name) => name !== mine);
    const living = others.filter((name) => /^\d+$/.test(name) && isAlive(Number(name)));
    if (living.length === 0) return others.length > 0;
    rmSync(join(folder, mine), { force: true });
    if (waits === 0) onWait?.();
    if (now() > deadline) throw busy(folder, living[0]);
    await sleep(SETUP_POLL_MS * (1 + Math.random()), signal); // unequal waits: two that stepped back do not meet again
  }
}

/** @param {string} folder @param {string} name */
function putFile(folder, name) {
  for (let tries = 0; ; tries += 1) {
    makeFolder(folder);
    try {
      writeFileSync(join(folder, name), '');
      return;
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || tries > 100) throw error; // the folder was removed in between: its work is done
    }
  }
}

/** @param {string} folder */
function makeFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new LevError('setup_failed', `${folder} cannot be made (${systemCode(cause)}): the plugin is set up in its own folder, so that must be one that you can write to. Check its disk, owner and rights, or install the plugin in your home`, { cause });
  }
}

/** @param {string} folder @param {string} holder */
function busy(folder, holder) {
  return new LevError('setup_busy', `process ${holder} has been setting up the environment for ${SETUP_TURN_MS / 60_000} minutes. Wait for it; if it is not a set-up of this plugin, remove ${folder} and try again`);
}

/** @param {number} pid */
function processIsAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
