/**
 * Hooks of shells: a block in the shell's start-up file reads a script from the data folder, if it is there. What
 * the scripts do stands in js/hooks/snippets/.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropBlock, findBlock, putBlock } from './block.js';
import { read } from './edit.js';
import { quote } from './send.js';

/** @typedef {import('./targets.js').Place} Place */
/** @typedef {import('./targets.js').Target} Target */

const FILES = { bash: 'bash.bash', zsh: 'zsh.zsh', fish: 'fish.fish' };

/**
 * The hook of a shell.
 * @param {'bash' | 'zsh' | 'fish'} shell
 * @returns {Target}
 */
export function shellTarget(shell) {
  return {
    name: shell,
    consent: 'shell',
    startAgain: `Open a new ${shell} to use it.`,
    path: ({ env, home }) => startUpFile(shell, env, home),
    install: (place) => [script(shell, place), block(shell, place)],
    uninstall: (place) => [unblock(shell, place)], // the script stays: a start-up file in another folder may read it
    version: (place) => findBlock(read(startUpFile(shell, place.env, place.home)) ?? '', shell, startUpFile(shell, place.env, place.home))?.version,
    isCurrent: (place) => script(shell, place).before === script(shell, place).after,
  };
}

/** @param {string} shell @param {NodeJS.ProcessEnv} env @param {string} home */
function startUpFile(shell, env, home) {
  if (shell === 'bash') return join(home, '.bashrc');
  if (shell === 'zsh') return join(env.ZDOTDIR?.startsWith('/') ? env.ZDOTDIR : home, '.zshrc');
  const config = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(home, '.config');
  return join(config, 'fish', 'conf.d', 'jepa-learning.fish');
}

/** @param {keyof typeof FILES} shell @param {Place} place */
function script(shell, { folder, send, socket }) {
  const path = join(folder, FILES[shell]);
  const text = readFileSync(join(import.meta.dirname, 'snippets', FILES[shell]), 'latin1');
  const set = shell === 'fish' ? (/** @type {string} */ name, /** @type {string} */ value) => `set -g ${name} ${quote(value)}` : (/** @type {string} */ name, /** @type {string} */ value) => `${name}=${quote(value)}`;
  const after = `${set('_lev_jepa_send', latin1(send))}\n${set('_lev_jepa_socket', latin1(socket))}\n${text}`;
  return { path, before: read(path), after, mode: 0o600, isOwn: true };
}

/** @param {keyof typeof FILES} shell @param {Place} place */
function block(shell, place) {
  const path = startUpFile(shell, place.env, place.home);
  const before = read(path);
  const file = latin1(quote(join(place.folder, FILES[shell])));
  const body = shell === 'fish' ? `if test -r ${file}\n    source ${file}\nend\n` : `if [ -r ${file} ]; then . ${file}; fi\n`;
  return { path, before, after: putBlock(before ?? '', shell, body, { path }) };
}

/** @param {keyof typeof FILES} shell @param {Place} place */
function unblock(shell, place) {
  const path = startUpFile(shell, place.env, place.home);
  const before = read(path);
  const left = before === null ? null : dropBlock(before, shell, path);
  return { path, before, after: left === '' && before !== '' ? null : left };
}

/** @param {string} text */
function latin1(text) {
  return Buffer.from(text, 'utf8').toString('latin1');
}
