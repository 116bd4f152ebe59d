/**
 * All that a command may touch outside itself, in one frozen object that tests can fill with stand-ins:
 * environment, folders, processes, clock, terminal. It does nothing by itself.
 */

import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { LevError } from './errors.js';
import { ROOT, readVersion } from './installation.js';
import { locate } from './paths.js';
import { SILENT } from './progress.js';

/**
 * @typedef {object} Terminal
 * @property {boolean} interactive A person can be asked.
 * @property {boolean} colour
 * @property {number | undefined} width In characters; undefined where lines must not be cut.
 */

/**
 * @typedef {object} Surroundings
 * @property {string} root The plugin's own folder.
 * @property {string} version
 * @property {NodeJS.ProcessEnv} env
 * @property {string} cwd
 * @property {NodeJS.Platform} platform
 * @property {import('./paths.js').Paths} paths
 * @property {typeof spawn} spawn
 * @property {(ms: number, signal?: AbortSignal) => Promise<void>} sleep
 * @property {() => number} now Milliseconds on a clock that never goes back.
 * @property {() => number} time Milliseconds since the epoch.
 * @property {AbortSignal} signal Aborted when the user gives up.
 * @property {import('./progress.js').Progress} progress
 * @property {Terminal} terminal
 * @property {NodeJS.ReadableStream | null} stdin Null in a host: its standard input is its own.
 * @property {NodeJS.WritableStream | null} stdout Null in a host; only `mcp` writes to it, the others answer.
 * @property {(question: string) => Promise<boolean>} ask A yes or no; only called where `terminal.interactive`.
 */

/**
 * The real surroundings, with some things replaced.
 * @param {Partial<Surroundings>} [replaced]
 * @returns {Surroundings}
 * @throws {LevError} `folder_gone`, `home_unusable`.
 */
export function surround(replaced = {}) {
  const env = replaced.env ?? process.env;
  const root = replaced.root ?? ROOT;
  return Object.freeze({
    root,
    version: replaced.version ?? readVersion(root),
    env,
    cwd: replaced.cwd ?? currentFolder(),
    platform: process.platform,
    paths: locate(env),
    spawn,
    sleep: pause,
    now: () => performance.now(),
    time: () => Date.now(),
    signal: new AbortController().signal,
    progress: SILENT,
    terminal: { interactive: false, colour: false, width: undefined },
    stdin: null,
    stdout: null,
    ask: async () => false,
    ...replaced,
  });
}

/** @returns {string} @throws {LevError} `folder_gone`. */
function currentFolder() {
  try {
    return process.cwd();
  } catch (cause) {
    throw new LevError('folder_gone', 'the folder that you are in is not there any more: go to another one', { cause });
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal]
 */
async function pause(ms, signal) {
  await delay(ms, undefined, { signal });
}
