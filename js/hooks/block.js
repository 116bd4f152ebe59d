/**
 * A marked block in a text file: put in, found again, taken out so that every other byte is as it was. A block
 * that somebody edited is not touched. Texts are latin1, so that bytes of any encoding survive.
 */

import { createHash } from 'node:crypto';
import { LevError } from '../errors.js';

export const VERSION = 1;

/**
 * @typedef {object} Found
 * @property {number} start
 * @property {number} end Behind its last line.
 * @property {number} version
 * @property {boolean} isOurs Its body is what was written.
 * @property {boolean} isJoined A line end was put before it.
 */

/**
 * The text with the block in it: in place of an older one, else at the end, or behind the first line.
 * @param {string} text
 * @param {string} name Of the hook.
 * @param {string} body Whole lines.
 * @param {{path: string, afterFirstLine?: boolean}} where `path` is for words.
 * @returns {string}
 * @throws {LevError} `hook_foreign` where the block that is there was edited.
 */
export function putBlock(text, name, body, { path, afterFirstLine = false }) {
  const old = findBlock(text, name, path);
  if (old) return text.slice(0, old.start) + lines(name, body, old.isJoined) + text.slice(old.end);
  const at = afterFirstLine ? text.indexOf('\n') + 1 : text.length;
  const head = text.slice(0, at);
  const isJoined = head !== '' && !head.endsWith('\n');
  return head + (isJoined ? '\n' : '') + lines(name, body, isJoined) + text.slice(at);
}

/**
 * The text without the block.
 * @param {string} text
 * @param {string} name
 * @param {string} path
 * @returns {string}
 * @throws {LevError} `hook_foreign` where the block was edited.
 */
export function dropBlock(text, name, path) {
  const found = findBlock(text, name, path);
  if (!found) return text;
  return text.slice(0, found.isJoined ? found.start - 1 : found.start) + text.slice(found.end);
}

/**
 * Where the block is; undefined where there is none.
 * @param {string} text
 * @param {string} name
 * @param {string} path
 * @returns {Found | undefined}
 * @throws {LevError} `hook_foreign` where it was edited, or is there in part or twice.
 */
export function findBlock(text, name, path) {
  const begins = [...text.matchAll(new RegExp(`^# >>> lev jepa hook ${name}, version (\\d+), ([0-9a-f]{8})(, joined)? >>>\\n`, 'gm'))];
  if (begins.length === 0) return undefined;
  const [begin] = begins;
  const start = begin.index;
  const bodyAt = start + begin[0].length;
  const endMark = endOf(name);
  const bodyEnd = text.indexOf(endMark, bodyAt);
  if (begins.length > 1 || bodyEnd < 0 || digest(text.slice(bodyAt, bodyEnd)) !== begin[2]) throw edited(name, path);
  return { start, end: bodyEnd + endMark.length, version: Number(begin[1]), isOurs: true, isJoined: begin[3] !== undefined };
}

/** @param {string} name @param {string} path */
function edited(name, path) {
  return new LevError('hook_foreign', `the block between the marks "lev jepa hook ${name}" in ${path} is not as it was written: somebody changed it. Take it out by hand, then repeat the command`);
}

/** @param {string} name @param {string} body @param {boolean} isJoined */
function lines(name, body, isJoined) {
  return `# >>> lev jepa hook ${name}, version ${VERSION}, ${digest(body)}${isJoined ? ', joined' : ''} >>>\n${body}${endOf(name)}`;
}

/** @param {string} name */
function endOf(name) {
  return `# <<< lev jepa hook ${name} <<<\n`;
}

/** @param {string} body */
function digest(body) {
  return createHash('sha256').update(body, 'latin1').digest('hex').slice(0, 8);
}
