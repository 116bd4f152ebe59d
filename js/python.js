/**
 * Runs a command of the Python side as a process of its own (`evaluate`, `doctor`, `config`, `train-base`): one JSON
 * document on its stdout, JSON lines of progress on its stderr.
 */

import { LevError, systemCode } from './errors.js';
import { venvProgram } from './setup/venv.js';

/**
 * @param {import('./surroundings.js').Surroundings} around
 * @param {readonly string[]} args Behind `python -m jepa_learning`.
 * @returns {Promise<{code: number, document: any}>}
 * @throws {LevError} `python_failed`, or the code that Python gave.
 */
export async function runPython(around, args) {
  const { code, out, err } = await collect(around, ['-I', '-m', 'jepa_learning', ...args]);
  around.signal.throwIfAborted();
  around.progress.clear();
  const document = parse(out);
  if (document === undefined) throw failed(args[0], code, err);
  if (document?.error) throw new LevError(document.error.code, document.error.message);
  return { code, document };
}

/**
 * @param {import('./surroundings.js').Surroundings} around
 * @param {string[]} args
 * @returns {Promise<{code: number, out: string, err: string}>}
 */
function collect(around, args) {
  const { spawn, env, cwd, signal, progress } = around;
  return new Promise((resolve) => {
    let out = '';
    let err = '';
    let rest = '';
    const child = spawn(venvProgram(around), args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout?.setEncoding('utf8').on('data', (chunk) => (out += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (!showProgress(line, progress)) err += `${line}\n`;
    });
    child.on('error', (error) => resolve({ code: 1, out: '', err: `${systemCode(error) ?? ''} ${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, out, err: err + rest }));
  });
}

/**
 * @param {string} line
 * @param {import('./progress.js').Progress} progress
 * @returns {boolean} Whether the line told of progress.
 */
function showProgress(line, progress) {
  const told = line.startsWith('{') ? parse(line) : undefined;
  if (told?.type !== 'progress') return false;
  progress.show(told.words ?? 'replaying', told.done, told.total);
  return true;
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string} command @param {number} code @param {string} err */
function failed(command, code, err) {
  const last = err.trim().split('\n').at(-1) || 'it said nothing';
  return new LevError('python_failed', `python -m jepa_learning ${command} ended with code ${code} and no answer: ${last}. Check the installation with: lev jepa doctor`);
}
