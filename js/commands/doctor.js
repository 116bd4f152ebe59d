/** `doctor`: check the installation, the Node side first, then what Python finds. */

import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { changedConfiguration } from '../configuration.js';
import { asLevError } from '../errors.js';
import { placeOf, statesOf } from '../hooks/targets.js';
import { projectOf } from '../project.js';
import { runPython } from '../python.js';
import { pythonVersion } from '../setup/python.js';
import { nodeModulesAreCurrent } from '../setup/node-modules.js';
import { venvIsCurrent, venvProgram } from '../setup/venv.js';
import { LOOK_MS } from '../limits.js';
import { findSidecar } from '../sidecar.js';

/**
 * @typedef {import('../perform.js').Surroundings} Surroundings
 * @typedef {{name: string, ok: boolean, warns?: boolean, detail: string, remedy?: string | null}} Check
 */

const OLDEST_NODE = 20;

/**
 * @param {import('../perform.js').Asked} asked
 * @param {Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options }, around) {
  const checks = [nodeVersion(), setUp(around), await python(around), await sidecar(around), ...folders(around), ...hooks(options, around)];
  if (venvIsCurrent(around)) checks.push(...(await pythonChecks(around)));
  const data = { healthy: checks.every(({ ok }) => ok), version: around.version, checks };
  return { data, text: () => render(data), exitCode: data.healthy ? 0 : 1 };
}

/** @returns {Check} */
function nodeVersion() {
  const { node } = process.versions;
  const ok = Number(node.split('.')[0]) >= OLDEST_NODE;
  return { name: 'node', ok, detail: node, remedy: `Node ${OLDEST_NODE} or newer is needed` };
}

/** @param {Surroundings} around @returns {Check} */
function setUp(around) {
  const missing = [!nodeModulesAreCurrent(around) && 'node_modules', !venvIsCurrent(around) && '.venv'].filter(Boolean);
  const ok = missing.length === 0;
  return { name: 'set-up', ok, detail: ok ? 'as the lock files say' : `${missing.join(' and ')} not as the lock files say`, remedy: 'it is set up by the next: lev jepa predict' };
}

/** @param {Surroundings} around @returns {Promise<Check>} */
async function python(around) {
  const version = await pythonVersion(around, venvProgram(around));
  return { name: 'python', ok: version !== undefined, detail: version ?? `${venvProgram(around)} does not run`, remedy: 'remove .venv; the next lev jepa predict makes it again' };
}

/** @param {Surroundings} around @returns {Promise<Check>} */
async function sidecar(around) {
  try {
    const found = await findSidecar(around, { patience_ms: LOOK_MS });
    if (!found) return { name: 'sidecar', ok: true, detail: 'does not run; it starts when it is needed' };
    const { version, pid } = found.contact;
    if (found.state === 'hung') return { name: 'sidecar', ok: false, detail: `process ${pid} does not answer: ${found.detail}`, remedy: 'lev jepa stop' };
    const changed = changedConfiguration(found.contact);
    if (changed && version === around.version) return { name: 'sidecar', ok: true, warns: true, detail: `process ${pid}, version ${version}, ${found.state}; ${changed} has changed since it started`, remedy: 'lev jepa stop' };
    const ok = version === around.version;
    return { name: 'sidecar', ok, detail: `process ${pid}, version ${version}, ${found.state}`, remedy: `it is not version ${around.version}: lev jepa stop` };
  } catch (error) {
    return { name: 'sidecar', ok: false, detail: asLevError(error).message, remedy: 'lev jepa stop' };
  }
}

/** @param {Surroundings} around @returns {Check[]} */
function folders({ paths, platform }) {
  const privacy = platform === 'win32' ? 0 : 0o077;
  return [
    permission('data folder', paths.data, privacy),
    permission('runtime folder', paths.runtime, privacy),
    permission('socket', paths.socket, privacy),
  ];
}

/**
 * The hooks that are installed; one that is not is no lack.
 * @param {Record<string, any>} options
 * @param {Surroundings} around
 * @returns {Check[]}
 */
function hooks(options, around) {
  const place = placeOf(around, projectOf(options, around));
  const found = statesOf(place).filter(({ state }) => state !== 'absent');
  return found.map(({ name, path, state, detail }) => ({
    name: `hook of ${name}`,
    ok: true,
    warns: state !== 'installed',
    detail: detail ?? `${path}${lack(state, place)}`,
    remedy: ['outdated', 'lost'].includes(state) ? `lev jepa hook install ${name}` : null,
  }));
}

/** @param {string} state @param {import('../hooks/targets.js').Place} place */
function lack(state, { send }) {
  if (state === 'lost') return `; the script that it calls is gone: ${send}`;
  return state === 'outdated' ? ', of another version or place' : '';
}

/**
 * @param {string} name
 * @param {string} path
 * @param {number} forbidden Mode bits that nobody else may have.
 * @returns {Check}
 */
function permission(name, path, forbidden) {
  if (!existsSync(path)) return absent(name, path);
  const stat = statSync(path);
  const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
  const ok = isWritable(path) && (stat.mode & forbidden) === 0;
  return { name, ok, detail: `${path}, mode ${mode}`, remedy: `only you should reach it: chmod go-rwx ${path}` };
}

/** What is not there yet, and whether it can be. @param {string} name @param {string} path @returns {Check} */
function absent(name, path) {
  let above = dirname(path);
  while (!existsSync(above)) above = dirname(above);
  if (statSync(above).isDirectory() && isWritable(above)) return { name, ok: true, detail: `${path} is made when it is needed` };
  return { name, ok: false, detail: `${path} is not there, and ${above} cannot be written to`, remedy: `check the disk, and the owner and rights of ${above}` };
}

/** @param {string} path */
function isWritable(path) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {Surroundings} around @returns {Promise<Check[]>} */
async function pythonChecks(around) {
  try {
    const { document } = await runPython(around, ['doctor', '--json']);
    return document.checks;
  } catch (error) {
    return [{ name: 'python checks', ok: false, detail: asLevError(error).message }];
  }
}

/** @param {any} data */
async function render(data) {
  const { renderDoctor } = await import('../render/doctor.js');
  return renderDoctor(data);
}
