/**
 * Changes of files: shown as a diff, backed up, written in one step. A link is followed, a mode is kept. It does
 * not know what a hook is.
 */

import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LevError } from '../errors.js';

/**
 * @typedef {object} Edit
 * @property {string} path
 * @property {string | null} before Null: there is no such file.
 * @property {string | null} after Null: the file goes.
 * @property {number} [mode] Of a file that is new.
 * @property {boolean} [isOwn] It is ours alone: it needs no backup and no diff.
 */

/**
 * What a file holds, as latin1; null where there is none.
 * @param {string} path
 * @returns {string | null}
 * @throws {LevError} `hook_unwritable`.
 */
export function read(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (/** @type {any} */ (error).code === 'ENOENT') return null;
    throw refused(path, error);
  }
}

/**
 * Write the changes, each file whole or not at all.
 * @param {readonly Edit[]} edits
 * @param {string} backups The folder for what was there before.
 * @returns {string[]} The backups that were made.
 * @throws {LevError} `hook_unwritable`.
 */
export function apply(edits, backups) {
  return edits.filter(({ before, after }) => before !== after).flatMap((edit) => applyOne(edit, backups));
}

/** @param {Edit} edit @param {string} backups */
function applyOne({ path, before, after, mode = 0o644, isOwn }, backups) {
  try {
    const place = existsSync(path) ? realpathSync(path) : path;
    const backup = before === null || after === null || isOwn ? [] : [backUp(place, before, backups)];
    if (after === null) rmSync(place);
    else write(place, after, before === null || isOwn ? mode : statSync(place).mode & 0o7777);
    return backup;
  } catch (error) {
    throw refused(path, error);
  }
}

/** @param {string} place @param {string} before @param {string} backups */
function backUp(place, before, backups) {
  const backup = join(backups, `${new Date().toISOString().replaceAll(':', '')}-${basename(place)}`);
  mkdirSync(backups, { recursive: true, mode: 0o700 });
  writeFileSync(backup, before, { encoding: 'latin1', mode: 0o600 });
  return backup;
}

/** @param {string} place @param {string} text @param {number} mode */
function write(place, text, mode) {
  mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
  const unfinished = `${place}.lev-jepa-unfinished`;
  writeFileSync(unfinished, text, { encoding: 'latin1', mode });
  chmodSync(unfinished, mode);
  renameSync(unfinished, place);
}

/** @param {string} path @param {unknown} error */
function refused(path, error) {
  const words = error instanceof Error ? error.message : String(error);
  return new LevError('hook_unwritable', `${path} cannot be changed: ${words}. Check its owner and rights`, { cause: error });
}

/**
 * What an edit changes, line by line, with a little around it.
 * @param {Edit} edit
 * @returns {string}
 */
export function diff({ path, before, after }) {
  const old = toLines(before);
  const next = toLines(after);
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < next.length - head && old.at(-1 - tail) === next.at(-1 - tail)) tail++;
  const context = old.slice(Math.max(0, head - 3), head).map((line) => ` ${line}`);
  const gone = old.slice(head, old.length - tail).map((line) => `-${line}`);
  const come = next.slice(head, next.length - tail).map((line) => `+${line}`);
  const behind = old.slice(old.length - tail, old.length - tail + 3).map((line) => ` ${line}`);
  return [`--- ${before === null ? '/dev/null' : path}`, `+++ ${after === null ? '/dev/null' : path}`, `@@ line ${head + 1} @@`, ...context, ...gone, ...come, ...behind].join('\n');
}

/** @param {string | null} text */
function toLines(text) {
  if (!text) return [];
  const lines = Buffer.from(text, 'latin1').toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
