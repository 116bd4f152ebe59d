/**
 * Files that bear our mark: a hash of what we wrote, so that what another hand wrote or changed is known as
 * such and never overwritten or erased. It does not know what stands in the files.
 */

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LevError, systemCode } from '../errors.js';

/** @typedef {'absent' | 'ours' | 'changed' | 'foreign'} Standing `changed`: ours once, edited since. */

const MARK = /written by lev jepa host install, sha256 ([0-9a-f]{64})/;
const BLANK = '0'.repeat(64);

/** Where the mark goes in a text that is to be marked. */
export const MARK_PLACE = `written by lev jepa host install, sha256 ${BLANK}`;

/**
 * @param {string} text Holds `MARK_PLACE`.
 * @returns {string}
 */
export function mark(text) {
  return text.replace(BLANK, createHash('sha256').update(text).digest('hex'));
}

/**
 * @param {string} path
 * @returns {Standing}
 */
export function standingOf(path) {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return 'absent';
  if (!stat.isFile()) return 'foreign';
  const text = readFileSync(path, 'utf8');
  const [, hash] = MARK.exec(text) ?? [];
  if (hash === undefined) return 'foreign';
  return mark(text.replace(hash, BLANK)) === text ? 'ours' : 'changed';
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {boolean} Whether it stands there already.
 */
export function isWritten(path, text) {
  return standingOf(path) === 'ours' && readFileSync(path, 'utf8') === text;
}

/**
 * Write in one step, so that nobody ever reads half a file.
 * @param {string} path
 * @param {string} text
 * @throws {LevError} `host_unusable`.
 */
export function write(path, text) {
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text, { flag: 'wx' });
    renameSync(draft, path);
  } catch (cause) {
    if (existsSync(draft)) rmSync(draft);
    throw new LevError('host_unusable', `${path} cannot be written (${systemCode(cause) ?? 'unknown'}): check that the folder is yours`, { cause });
  }
}

/**
 * Remove a file, and the folders above it that it leaves empty, up to one that stays.
 * @param {string} path
 * @param {string} stays
 */
export function remove(path, stays) {
  rmSync(path, { force: true });
  for (let folder = dirname(path); folder !== stays && folder.startsWith(stays); folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      return; // something else stands in it
    }
  }
}
