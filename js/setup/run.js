/** Runs a program to its end; hands its lines on and keeps them for a log. It never throws on a bad exit. */

import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../errors.js';

/** @typedef {import('../surroundings.js').Surroundings} Surroundings */

/**
 * @param {Pick<Surroundings, 'spawn' | 'env' | 'signal'>} around
 * @param {readonly [string, ...string[]]} command The program and its arguments.
 * @param {{cwd?: string, log?: string, onLine?: (line: string) => void}} [how]
 * @returns {Promise<{code: number | null, output: string}>} `code` is null where it could not be started.
 */
export async function run({ spawn, env, signal }, [program, ...args], { cwd, log, onLine } = {}) {
  if (log) note(log, `$ ${[program, ...args].join(' ')}\n`);
  let output = '';
  const code = await new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    const take = lineTaker((line) => {
      output += `${line}\n`;
      onLine?.(line);
    });
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', take);
    child.on('error', (error) => {
      output += `${systemCode(error) ?? ''} ${error.message}\n`;
      resolve(null);
    });
    child.on('close', (status, killed) => {
      take(killed ? `\nerror: it was ended by ${killed}\n` : '\n');
      resolve(status ?? 1);
    });
  });
  if (log) note(log, output);
  signal.throwIfAborted();
  return { code, output };
}

/** @param {(line: string) => void} onLine */
function lineTaker(onLine) {
  let rest = '';
  return (/** @type {string} */ chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = /** @type {string} */ (lines.pop());
    for (const line of lines) if (line !== '') onLine(line);
  };
}

/** @param {string} log @param {string} text */
function note(log, text) {
  try {
    mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
    appendFileSync(log, text, { mode: 0o600 });
  } catch {
    // without a log the set-up still works, and its error still says what failed
  }
}
