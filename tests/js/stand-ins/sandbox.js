/** A folder of its own for a test, with a home, XDG folders and a repository in it; gone afterwards. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locate } from '../../../js/paths.js';

/** The checkout that the tests belong to. */
export const CHECKOUT = join(import.meta.dirname, '..', '..', '..');

/**
 * @typedef {object} Sandbox
 * @property {string} folder
 * @property {string} repository
 * @property {NodeJS.ProcessEnv} env
 * @property {import('../../../js/paths.js').Paths} paths
 */

/**
 * @param {import('node:test').TestContext} t
 * @returns {Sandbox}
 */
export function createSandbox(t) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lev-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
  };
  const repository = join(folder, 'httpx');
  mkdirSync(join(repository, '.git'), { recursive: true });
  return { folder, repository, env, paths: locate(env) };
}
