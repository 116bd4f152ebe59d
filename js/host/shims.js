/**
 * The small files by which a checkout of the Leviathan host finds this plugin: a command for its command
 * line and MCP adapter, and an entry for its plugin loader. Another form of host is another such list.
 */

import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LevError } from '../errors.js';
import { mark, MARK_PLACE, standingOf } from './marked-file.js';

/**
 * @typedef {object} Shim
 * @property {string} path
 * @property {string} text
 * @property {string} stays The folder that is not removed with it: it was there before.
 */

const COMMANDS = join('agent', 'src', 'commands');
const PLUGIN = join('plugins', '@lev-os', 'jepa-learning');

/** Those that a plugin may be the first to need, outermost first. */
const FOLDERS = Object.freeze([join('plugins', '@lev-os'), PLUGIN, join(PLUGIN, 'src')]);

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
  const files = { entry: join(host, PLUGIN, 'src', 'index.js'), manifest: join(host, PLUGIN, 'package.json') };
  const before = folderBefore(host, Object.values(files));
  const stays = join(host, before);
  const entry = { path: files.entry, text: mark(entryText(root, before)), stays };
  const manifest = { path: files.manifest, text: mark(packageText(version, before)), stays };
  const command = { path: join(host, COMMANDS, 'jepa.js'), text: mark(COMMAND), stays: join(host, COMMANDS) };
  // a plugin that is checked out, or linked, where the host looks for it has a package of its own
  return isSame(join(host, PLUGIN), root) ? [entry, command] : [manifest, entry, command];
}

/**
 * The innermost of the plugin's folders that was there before us: what one of our files says, else what is there now.
 * @param {string} host
 * @param {string[]} files
 * @returns {string} Below the host.
 */
function folderBefore(host, files) {
  const ours = files.find((file) => standingOf(file) === 'ours');
  if (!ours) return FOLDERS.findLast((folder) => existsSync(join(host, folder))) ?? 'plugins';
  const said = readFileSync(ours, 'utf8');
  return FOLDERS.find((folder) => said.includes(uninstalled(folder))) ?? 'plugins';
}

/** How to take a file out, and what goes with it. @param {string} before */
function uninstalled(before) {
  return `take it out with: lev jepa host uninstall (folders that it leaves empty in ${before.replaceAll(sep, '/')} go with it)`;
}

/** @param {string} one @param {string} other */
function isSame(one, other) {
  return existsSync(one) && realpathSync(one) === realpathSync(other);
}

const COMMAND = `// ${MARK_PLACE}; take it out with: lev jepa host uninstall
export { args, description, jepa, namespace, plugin } from '../../../plugins/@lev-os/jepa-learning/src/index.js';
`;

/** @param {string} root @param {string} before */
function entryText(root, before) {
  const url = (/** @type {string[]} */ ...parts) => JSON.stringify(pathToFileURL(join(root, 'js', ...parts)).href);
  return `// ${MARK_PLACE}; ${uninstalled(before)}
import { offerDebug } from ${url('host', 'debug.js')};

offerDebug(() => import('@lev-os/debug')); // from here the host's own packages are found

export * from ${url('index.js')};
export { default } from ${url('index.js')};
`;
}

/** @param {string} version @param {string} before */
function packageText(version, before) {
  const manifest = { name: '@lev-os/jepa-learning-shim', version, private: true, type: 'module', main: './src/index.js', description: `${MARK_PLACE}; ${uninstalled(before)}` };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
