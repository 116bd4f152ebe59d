/** What `npm test` runs, in this order: the one list of gates. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { venvProgram } from '../setup/venv.js';

/**
 * @typedef {object} Gate
 * @property {string} name
 * @property {[string, ...string[]]} command
 */

/**
 * @param {{root: string, platform: NodeJS.Platform}} around
 * @returns {Gate[]}
 */
export function gates(around) {
  const python = (/** @type {string} */ name, /** @type {string[]} */ ...args) => /** @type {[string, ...string[]]} */ ([venvProgram(around, name), ...args]);
  const node = (/** @type {string[]} */ ...args) => /** @type {[string, ...string[]]} */ ([process.execPath, ...args]);
  const tool = (/** @type {string} */ path, /** @type {string[]} */ ...args) => node(join(around.root, 'node_modules', path), ...args);
  return [
    { name: 'ruff check', command: python('ruff', 'check', '.') },
    { name: 'ruff format', command: python('ruff', 'format', '--check', '.') },
    { name: 'mypy', command: python('mypy') },
    { name: 'import rules', command: python('lint-imports', '--no-cache') }, // its cache outlives files that come and go,
    { name: 'eslint', command: tool('eslint/bin/eslint.js', '.') },
    { name: 'tsc', command: tool('typescript/bin/tsc', '--project', 'tsconfig.json') },
    { name: 'pytest', command: python('python', '-m', 'pytest') },
    { name: 'node --test', command: node('--test', '--test-reporter=spec', ...nodeTests(around.root)) },
  ];
}

/**
 * Node 20 does not expand patterns itself.
 * @param {string} root
 */
function nodeTests(root) {
  const folder = join(root, 'tests', 'js');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => join(folder, name));
}
