/** The hook of opencode: a plugin file of ours in its folder of plugins. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LevError } from '../errors.js';
import { VERSION } from './block.js';
import { read } from './edit.js';

/** @typedef {import('./targets.js').Place} Place */

const MARK = /^\/\/ lev jepa hook opencode, version (\d+)\n/;

/** @type {import('./targets.js').Target} */
export const opencodeTarget = {
  name: 'opencode',
  consent: 'agent',
  startAgain: 'Start opencode again to use it.',
  path: pluginFile,
  install: (place) => [{ path: pluginFile(place), before: ours(place), after: plugin(place), mode: 0o600, isOwn: true }],
  uninstall: (place) => [{ path: pluginFile(place), before: ours(place), after: null, isOwn: true }],
  version: (place) => version(read(pluginFile(place))),
  isCurrent: (place) => read(pluginFile(place)) === plugin(place),
};

/** @param {Place} place */
function pluginFile({ env, home }) {
  const config = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(home, '.config');
  return join(config, 'opencode', 'plugins', 'jepa-learning.js');
}

/** @param {Place} place */
function ours(place) {
  const path = pluginFile(place);
  const text = read(path);
  if (text !== null && version(text) === undefined) throw new LevError('hook_foreign', `${path} is not a file that lev wrote. Move it away, then repeat the command`);
  return text;
}

/** @param {string | null} text */
function version(text) {
  const found = MARK.exec(text ?? '');
  return found ? Number(found[1]) : undefined;
}

/** @param {Place} place */
function plugin({ send, socket }) {
  const text = readFileSync(join(import.meta.dirname, 'snippets', 'opencode.js'), 'utf8')
    .replace("'@SEND@'", () => JSON.stringify(send)).replace("'@SOCKET@'", () => JSON.stringify(socket));
  return Buffer.from(`// lev jepa hook opencode, version ${VERSION}\n${text}`, 'utf8').toString('latin1');
}
