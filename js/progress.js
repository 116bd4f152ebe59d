/**
 * Progress for a person, on stderr: a bar on a terminal, now and then a plain line elsewhere, nothing
 * when asked to be quiet. It does not know what is being done.
 */

import { count, cut } from './render/text.js';

const BAR_CELLS = 24;
const PLAIN_STEPS = 10; // a log file gets so many lines for a whole bar
const PLAIN_PATIENCE_MS = 1000; // and none for what is over sooner

/**
 * @typedef {object} Progress
 * @property {(words: string, done?: number, total?: number | null) => void} show Say how far it is.
 * @property {(words: string) => void} note Say something that stays.
 * @property {() => void} clear Take the bar away.
 */

/** @type {Progress} */
export const SILENT = Object.freeze({ show() {}, note() {}, clear() {} });

/**
 * @param {{write(text: string): unknown}} stream
 * @param {{terminal: boolean, width?: number, now?: () => number}} how `width` in characters, `now` in milliseconds.
 * @returns {Progress}
 */
export function createProgress(stream, { terminal, width, now = () => performance.now() }) {
  return terminal ? onTerminal(stream, width) : inLog(stream, now);
}

/**
 * @param {{write(text: string): unknown}} stream
 * @param {number} [width] A bar that wraps could not be drawn over itself.
 * @returns {Progress}
 */
function onTerminal(stream, width) {
  let shown = false;
  const clear = () => {
    if (shown) stream.write('\r\u001b[K');
    shown = false;
  };
  return {
    show(words, done, total) {
      stream.write(`\r\u001b[K${cut(line(words, done, total), width)}`);
      shown = true;
    },
    note(words) {
      clear();
      stream.write(`${words}\n`);
    },
    clear,
  };
}

/**
 * @param {{write(text: string): unknown}} stream
 * @param {() => number} now
 * @returns {Progress}
 */
function inLog(stream, now) {
  let task = '';
  let began = 0;
  let last = -1;
  return {
    show(words, done, total) {
      const [name] = words.split(':');
      if (name !== task) [task, began, last] = [name, now(), -1];
      const step = total ? Math.floor(((done ?? 0) / total) * PLAIN_STEPS) : 0;
      if (step === last || now() - began < PLAIN_PATIENCE_MS) return;
      last = step;
      stream.write(`${total ? `${words} ${count(done ?? 0)}/${count(total)}` : words}\n`);
    },
    note: (words) => void stream.write(`${words}\n`),
    clear() {},
  };
}

/**
 * @param {string} words
 * @param {number} [done]
 * @param {number | null} [total]
 */
function line(words, done, total) {
  if (done === undefined) return words;
  if (!total) return `${words} ${count(done)}`;
  const full = Math.round(Math.min(1, done / total) * BAR_CELLS);
  return `${'━'.repeat(full)}${'·'.repeat(BAR_CELLS - full)} ${count(done)}/${count(total)} ${words}`;
}
