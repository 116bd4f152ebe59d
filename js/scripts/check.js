/**
 * `npm test`: sets up what the tests need, runs every gate with its output as it is, and ends with one
 * line a gate. `npm test -- pytest tsc` runs only those.
 */

import { spawn } from 'node:child_process';
import { asLevError } from '../errors.js';
import { createProgress } from '../progress.js';
import { ensureNodeModules } from '../setup/node-modules.js';
import { ensureVenv, TESTS_LOCK } from '../setup/venv.js';
import { surround } from '../surroundings.js';
import { gates } from './gates.js';

/** @typedef {import('./gates.js').Gate} Gate */
/** @typedef {{name: string, passed: boolean, seconds: number}} Result */

const around = surround({ progress: createProgress(process.stderr, { terminal: Boolean(process.stderr.isTTY) }) });

try {
  await ensureNodeModules(around, { withTools: true });
  await ensureVenv(around, { lock: TESTS_LOCK });
  process.exitCode = await runAll(chosen(process.argv.slice(2)));
} catch (error) {
  around.progress.clear();
  process.stderr.write(`npm test: ${asLevError(error).message}\n`);
  process.exitCode = 1;
}

/** @param {string[]} names @returns {Gate[]} */
function chosen(names) {
  const all = gates(around);
  const unknown = names.find((name) => !all.some((gate) => gate.name === name));
  if (unknown) throw new Error(`there is no gate ${unknown}: expected some of ${all.map(({ name }) => name).join(', ')}`);
  return names.length > 0 ? all.filter(({ name }) => names.includes(name)) : all;
}

/** @param {Gate[]} all @returns {Promise<number>} */
async function runAll(all) {
  /** @type {Result[]} */
  const results = [];
  for (const gate of all) results.push(await runGate(gate));
  print('');
  for (const { name, passed, seconds } of results) print(`${passed ? 'passed' : 'FAILED'}  ${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s`);
  return results.every(({ passed }) => passed) ? 0 : 1;
}

/** @param {Gate} gate @returns {Promise<Result>} */
function runGate({ name, command: [program, ...args] }) {
  print(`\n== ${name}`);
  const start = performance.now();
  return new Promise((resolve) => {
    const done = (/** @type {boolean} */ passed) => resolve({ name, passed, seconds: (performance.now() - start) / 1000 });
    const child = spawn(program, args, { cwd: around.root, stdio: 'inherit' });
    child.on('error', (error) => {
      print(`${program} does not run: ${error.message}`);
      done(false);
    });
    child.on('close', (code) => done(code === 0));
  });
}

/** @param {string} words */
function print(words) {
  process.stdout.write(`${words}\n`);
}
