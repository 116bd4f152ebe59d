/**
 * Programs that a test answers for: a `spawn` that starts nothing and plays Python, pip and npm from a
 * script in the test.
 */

import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { surround } from '../../../js/surroundings.js';

/**
 * @typedef {{code?: number, out?: string, err?: string, missing?: boolean, runsOn?: boolean, effect?: () => unknown}} Played `runsOn`: it does not end.
 * @typedef {(words: string[]) => Played | undefined} Script
 */

/**
 * @param {Script} script Undefined: there is no such program.
 */
export function createSpawn(script) {
  /** @type {string[]} */
  const started = [];
  const spawn = (/** @type {string} */ program, /** @type {string[]} */ args) => {
    started.push([program, ...args].join(' '));
    const child = Object.assign(new EventEmitter(), { stdout: new PassThrough(), stderr: new PassThrough(), unref() {} });
    const played = script([program, ...args]);
    setImmediate(() => {
      if (!played) return child.emit('error', Object.assign(new Error(`spawn ${program} ENOENT`), { code: 'ENOENT' }));
      played.effect?.();
      if (played.runsOn) return undefined;
      child.stdout.end(played.out ?? '');
      child.stderr.end(played.err ?? '');
      child.emit('exit', played.code ?? 0);
      return setImmediate(() => child.emit('close', played.code ?? 0));
    });
    return child;
  };
  return { spawn: /** @type {any} */ (spawn), started };
}

/**
 * An installation in a sandbox, with lock files of three packages and nothing set up.
 * @param {import('./sandbox.js').Sandbox} sandbox
 * @returns {string} Its root.
 */
export function createInstallation({ folder }) {
  const root = join(folder, 'plugin');
  mkdirSync(root);
  writeFileSync(join(root, 'package.json'), JSON.stringify({ version: '0.1.0' }));
  writeFileSync(join(root, 'requirements.lock'), 'anyio==1.0 \\\n    --hash=sha256:aa\nfast_api==2.0 \\\n    --hash=sha256:bb\n');
  writeFileSync(join(root, 'requirements-dev.lock'), 'anyio==1.0 \\\n    --hash=sha256:aa\nfast_api==2.0 \\\n    --hash=sha256:bb\npytest==9 \\\n    --hash=sha256:cc\n');
  return root;
}

/**
 * Plays a machine with Python 3.11 where everything can be installed.
 * @param {string} root
 * @param {Record<string, Played>} [instead] By a part of the command line.
 * @returns {Script}
 */
export function goodMachine(root, instead = {}) {
  const python = join(root, '.venv', 'bin', 'python');
  return (words) => {
    const line = words.join(' ');
    const other = Object.keys(instead).find((part) => line.includes(part));
    if (other) return instead[other].missing ? undefined : instead[other];
    if (line.includes('version_info')) return { out: 'found 3.11.7\n' };
    if (line.includes('-m venv')) return { effect: () => touch(python) };
    if (line.includes('purelib')) return { out: `found ${join(root, '.venv', 'lib')}\n` };
    if (line.includes('pip install')) return { out: 'Collecting anyio==1.0 (from -r x)\nCollecting fast-api==2.0\nInstalling collected packages: anyio\n' };
    return { out: '' };
  };
}

/**
 * Surroundings of a set-up in a sandbox; what it says is kept.
 * @param {import('./sandbox.js').Sandbox} sandbox
 * @param {string} root
 * @param {Script} script
 */
export function setUpIn(sandbox, root, script) {
  const { spawn, started } = createSpawn(script);
  /** @type {string[]} */
  const said = [];
  const progress = {
    show: (/** @type {string} */ words, /** @type {number | undefined} */ done, /** @type {number | null | undefined} */ total) => void said.push(total ? `${words} ${done}/${total}` : words),
    note: (/** @type {string} */ words) => void said.push(words),
    clear() {},
  };
  const around = surround({ root, env: sandbox.env, cwd: sandbox.repository, platform: 'linux', spawn, progress });
  return { around, started, said };
}

/** @param {string} path */
function touch(path) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
}
