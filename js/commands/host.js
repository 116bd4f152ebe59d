/** `host`: put the shims into a checkout of the Leviathan host, or take them out. */

import { resolve } from 'node:path';
import { LevError } from '../errors.js';
import { install, planInstall, planUninstall, uninstall } from '../host/install.js';
import { shimsOf } from '../host/shims.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options, words: { action, path } }, { cwd, root, version }) {
  if (!action || !path) throw new LevError('option_invalid', 'host needs to know what to do and where: write lev jepa host install PATH or lev jepa host uninstall PATH, with the folder of the host');
  const host = resolve(cwd, path);
  const shims = shimsOf(host, { root, version });
  const dryRun = options['dry-run'] ?? false;
  const data = { host, action, dry_run: dryRun, changes: change(action, dryRun)(shims) };
  return { data, text: async () => (await import('../render/host.js')).renderHost(data) };
}

/** @param {string} action @param {boolean} dryRun */
function change(action, dryRun) {
  if (action === 'install') return dryRun ? planInstall : install;
  return dryRun ? planUninstall : uninstall;
}
