/**
 * The small files by which a checkout of the Leviathan host finds this plugin: a command for its command
 * line and MCP adapter, and an entry for its plugin loader. Another form of host is another such list.
 */

import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LevError } from '../errors.js';
import { mark, MARK_PLACE } from './marked-file.js';

/**
 * @typedef {object} Shim
 * @property {string} path
 * @property {string} text
 * @property {string} stays The folder that is not removed with it.
 */

const COMMANDS = join('agent', 'src', 'commands');
const PLUGIN = join('plugins', '@lev-os', 'jepa-learning');

/** Folders that every checkout of the host has. */
const SIGNS = Object.freeze([COMMANDS, join('agent', 'src', 'core'), 'plugins']);

/**
 * @param {string} host The root of its checkout.
 * @param {{root: string, version: string}} plugin Where this plugin is installed.
 * @returns {Shim[]}
 * @throws {LevError} `host_unusable`: it is no checkout of the host.
 */
export function shimsOf(host, { root, version }) {
  const missing = SIGNS.find((sign) => !statSync(join(host, sign), { throwIfNoEntry: false })?.isDirectory());
  if (missing) throw new LevError('host_unusable', `${host} is no checkout of the Leviathan host: it has no ${missing}. Expected the folder that holds agent/ and plugins/`);
  const plugins = join(host, 'plugins');
  const entry = { path: join(host, PLUGIN, 'src', 'index.js'), text: mark(entryText(root)), stays: plugins };
  const manifest = { path: join(host, PLUGIN, 'package.json'), text: mark(packageText(version)), stays: plugins };
  const command = { path: join(host, COMMANDS, 'jepa.js'), text: mark(COMMAND), stays: join(host, COMMANDS) };
  // a plugin that is checked out, or linked, where the host looks for it has a package of its own
  return isSame(join(host, PLUGIN), root) ? [entry, command] : [manifest, entry, command];
}

/** @param {string} one @param {string} other */
function isSame(one, other) {
  return existsSync(one) && realpathSync(one) === realpathSync(other);
}

const COMMAND = `// ${MARK_PLACE}; take it out with: lev jepa host uninstall
export { args, description, jepa, namespace, plugin } from '../../../plugins/@lev-os/jepa-learning/src/index.js';
`;

/** @param {string} root */
function entryText(root) {
  const url = (/** @type {string[]} */ ...parts) => JSON.stringify(pathToFileURL(join(root, 'js', ...parts)).href);
  return `// ${MARK_PLACE}; take it out with: lev jepa host uninstall
import { offerDebug } from ${url('host', 'debug.js')};

offerDebug(() => import('@lev-os/debug')); // from here the host's own packages are found

export * from ${url('index.js')};
export { default } from ${url('index.js')};
`;
}

/** @param {string} version */
function packageText(version) {
  const manifest = { name: '@lev-os/jepa-learning-shim', version, private: true, type: 'module', main: './src/index.js', description: `${MARK_PLACE}; take it out with: lev jepa host uninstall` };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
