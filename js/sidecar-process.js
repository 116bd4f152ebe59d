/**
 * What is seen of the sidecar from outside: the process that owns the data folder, and who listens on the socket. It
 * ends a process only where that is surely the user's sidecar. It does not know what a sidecar answers.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { LevError } from './errors.js';
import { POLL_MS, SIGNAL_MS, STOP_MS } from './limits.js';

/** @typedef {import('./surroundings.js').Surroundings} Surroundings */

const SERVES = /(^| )-m jepa_learning serve( |$)/;

/**
 * The process of the sidecar that owns the data folder, by the lock's own word; undefined where none is seen.
 * @param {Surroundings} around
 * @returns {number | undefined}
 */
export function ownerOf({ paths }) {
  const pid = Number(tryRead(join(paths.data, 'owner.lock')));
  return Number.isInteger(pid) && pid > 1 && isSidecar(pid) ? pid : undefined;
}

/**
 * End the process of a sidecar that does not answer: politely, and where it was suspended, then by force.
 * @param {Surroundings} around
 * @param {number} pid
 * @returns {Promise<'ended' | 'killed'>}
 * @throws {LevError} `sidecar_stuck` where it is not surely the sidecar, or does not end.
 */
export async function endProcess(around, pid) {
  if (ownerOf(around) !== pid) throw new LevError('sidecar_stuck', `the sidecar does not answer, and process ${pid}, which should be it, is not surely it: it does not own ${around.paths.data}, or runs something else. Look at it with: ps -p ${pid}. If it is the sidecar, end it with: kill ${pid}. What listens is named by: lsof ${around.paths.socket}`);
  signal(pid, 'SIGTERM');
  signal(pid, 'SIGCONT');
  if (await isGone(around, pid, SIGNAL_MS)) return 'ended';
  signal(pid, 'SIGKILL');
  if (await isGone(around, pid, STOP_MS)) return 'killed';
  throw new LevError('sidecar_stuck', `the sidecar (process ${pid}) does not answer, and no signal ends it. Look at it with: ps -p ${pid}; a wait for a disk or a network folder keeps a process so`);
}

/**
 * Whether somebody takes connections on a Unix socket.
 * @param {string} socket
 * @returns {Promise<boolean>}
 */
export function isListenedOn(socket) {
  return new Promise((resolve) => {
    const to = connect(socket);
    to.on('connect', () => (to.destroy(), resolve(true)));
    to.on('error', () => resolve(false));
  });
}

/**
 * Wait for a sidecar's process to end.
 * @param {Surroundings} around
 * @param {number} pid
 * @param {number} most Milliseconds.
 * @returns {Promise<boolean>} False where it still runs then.
 */
export async function isGone(around, pid, most) {
  const deadline = around.now() + most;
  while (isSidecar(pid)) {
    if (around.now() > deadline) return false;
    await around.sleep(POLL_MS, around.signal);
  }
  return true;
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended in the meantime; whether it has is looked at next
  }
}

/** Not of a number that another program has by now. @param {number} pid */
function isSidecar(pid) {
  const line = existsSync('/proc/self') ? tryRead(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') : spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  return SERVES.test((line ?? '').trim());
}

/** @param {string} path */
function tryRead(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
