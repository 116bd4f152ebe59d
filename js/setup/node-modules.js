/**
 * Brings up `node_modules` with `npm ci` where a package of the lock is missing. npm's own record of what
 * it installed (`node_modules/.package-lock.json`, written last) says whether anything is to be done.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.js';
import { inTurn } from './turn.js';
import { explainInstaller } from './words.js';

/** @typedef {import('../surroundings.js').Surroundings} Surroundings */

/**
 * Whether the locked packages are there.
 * @param {Pick<Surroundings, 'root'>} around
 * @param {{withTools?: boolean}} [what] `withTools`: also those that only the tests need.
 * @returns {boolean}
 */
export function nodeModulesAreCurrent({ root }, { withTools = false } = {}) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (!wanted) return true; // installed from a registry: whoever installed this brought its dependencies
  const there = readPackages(join(root, 'node_modules', '.package-lock.json')) ?? {};
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && !entry.optional && (withTools || !entry.dev))
    .every(([path, entry]) => there[path]?.version === entry.version && existsSync(join(root, path)));
}

/**
 * Bring the packages up unless they are there.
 * @param {Surroundings} around
 * @param {{withTools?: boolean}} [what]
 * @throws {import('../errors.js').LevError} A `setup_...` code with what is missing.
 */
export async function ensureNodeModules(around, { withTools = false } = {}) {
  if (nodeModulesAreCurrent(around, { withTools })) return;
  const { sleep, now, signal, progress } = around;
  const onWait = () => progress.note('Another process is setting up; waiting for it');
  await inTurn(join(around.root, '.setup', 'node'), () => install(around, withTools), { sleep, now, signal, onWait });
  progress.clear();
}

/** @param {Surroundings} around @param {boolean} withTools */
async function install(around, withTools) {
  if (nodeModulesAreCurrent(around, { withTools })) return;
  around.progress.show('installing Node packages');
  const log = around.paths.setupLog;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...(withTools ? ['--include=dev'] : ['--omit=dev'])];
  const { code, output } = await run(around, [...npm(around.env), ...args], { cwd: around.root, log });
  if (code !== 0) throw explainInstaller(output, { tool: 'npm', log });
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {[string, ...string[]]} The npm that started this, or the one on the path.
 */
function npm(env) {
  return env.npm_execpath?.endsWith('.js') ? [process.execPath, env.npm_execpath] : ['npm'];
}

/**
 * @param {string} path
 * @returns {Record<string, {version?: string, dev?: boolean, optional?: boolean}> | undefined}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
