/** Where things are kept, as docs/reference/files.md has it. Pure: it touches no disk. */

import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { LevError } from './errors.js';

const NAME = 'jepa-learning';
const LONGEST_SOCKET_BYTES = 100; // sun_path holds 104 bytes on macOS, 108 on Linux

/**
 * @typedef {object} Paths
 * @property {string} data Event log, consent, snapshot.
 * @property {string} state Logs.
 * @property {string} runtime Socket and `sidecar.json`.
 * @property {string} socket
 * @property {string} sidecarFile How to reach the sidecar.
 * @property {string} setupLog What pip and npm said.
 * @property {string} outputLog What the sidecar's process printed.
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {number} [uid]
 * @returns {Paths}
 * @throws {LevError} `home_unusable`.
 */
export function locate(env, uid = process.getuid?.() ?? 0) {
  const home = homeOf(env);
  const data = join(xdg(env.XDG_DATA_HOME) ?? join(home, '.local', 'share'), NAME);
  const state = join(xdg(env.XDG_STATE_HOME) ?? join(home, '.local', 'state'), NAME);
  const runtime = runtimeFolder(xdg(env.XDG_RUNTIME_DIR), state, uid);
  return {
    data,
    state,
    runtime,
    socket: join(runtime, 'sidecar.sock'),
    sidecarFile: join(runtime, 'sidecar.json'),
    setupLog: join(state, 'setup.log'),
    outputLog: join(state, 'sidecar-output.log'),
  };
}

/**
 * @param {string | undefined} xdgRuntime
 * @param {string} state
 * @param {number} uid
 */
function runtimeFolder(xdgRuntime, state, uid) {
  const wanted = xdgRuntime ? join(xdgRuntime, NAME) : join(state, 'run');
  if (Buffer.byteLength(join(wanted, 'sidecar.sock')) <= LONGEST_SOCKET_BYTES) return wanted;
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 8);
  return `/tmp/${NAME}-${uid}-${name}`;
}

/**
 * The user's home.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 * @throws {LevError} `home_unusable`: by a relative one, things would be put wherever a command is typed.
 */
export function homeOf({ HOME }) {
  if (HOME && !isAbsolute(HOME)) throw new LevError('home_unusable', `HOME is ${JSON.stringify(HOME)}: expected the absolute path of your home`);
  return HOME || homedir();
}

/** @param {string | undefined} value */
function xdg(value) {
  return value && isAbsolute(value) ? value : undefined;
}
