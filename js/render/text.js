/** Small pieces that every screen is made of: cut, aligned, coloured, harmless text. */

/** @typedef {import('../surroundings.js').Terminal} Terminal */

const ELLIPSIS = '…';

/** Characters of an activity; a longer one pushes only its own reason to the right. */
export const WIDEST = 60;

/**
 * Control characters made visible: a command of the history must not drive the terminal.
 * @param {unknown} value
 * @returns {string}
 */
export function printable(value) {
  return String(value).replaceAll('\n', '⏎').replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '�');
}

/**
 * @param {string} line
 * @param {number | undefined} width
 * @returns {string}
 */
export function cut(line, width) {
  const letters = [...line];
  return width === undefined || letters.length <= width ? line : letters.slice(0, Math.max(1, width - 1)).join('') + ELLIPSIS;
}

/**
 * What to say above an answer about a repository of which nothing is known yet.
 * @param {{name: string | null, commits: number}} answer
 * @returns {string[]}
 */
export function unlearnt({ name, commits }) {
  return name === null || commits > 0 ? [] : ['? no commit of it is learnt yet: lev jepa learn'];
}

/**
 * A probability as in ` 41 %`, `  9 %`, ` <1 %`.
 * @param {number} probability In [0, 1].
 * @returns {string} Five characters.
 */
export function percent(probability) {
  const rounded = Math.round(probability * 100);
  return `${probability > 0 && rounded === 0 ? '<1' : rounded} %`.padStart(5);
}

/**
 * @param {number} number
 * @returns {string} As in `1,479`.
 */
export function count(number) {
  return number.toLocaleString('en-US');
}

/**
 * @param {number} number
 * @param {string} one As in `commit`.
 * @param {string} [many]
 * @returns {string} As in `1,479 commits`.
 */
export function counted(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/**
 * Lines of aligned columns; numbers to the right.
 * @param {readonly (readonly string[])[]} rows
 * @param {{right?: readonly number[], indent?: string, widest?: number}} [how] `right`: columns that are set flush
 *   right; `widest`: a longer cell pushes only what stands behind it to the right.
 * @returns {string[]}
 */
export function table(rows, { right = [], indent = '  ', widest = Infinity } = {}) {
  const widths = rows[0]?.map((_, column) => Math.min(widest, Math.max(...rows.map((row) => [...(row[column] ?? '')].length)))) ?? [];
  return rows.map((row) => {
    const cells = row.map((cell, column) => pad(cell, widths[column], right.includes(column)));
    return (indent + cells.join('  ')).trimEnd();
  });
}

/**
 * A score as in `0.97`.
 * @param {number} number In [0, 1].
 * @returns {string}
 */
export function score(number) {
  return number.toFixed(2);
}

/**
 * The lines of an answer, the evidence last and faint, and below them what was lacking.
 * @param {readonly (readonly string[])[]} rows
 * @param {readonly string[]} notes
 * @param {Terminal} terminal
 * @returns {string[]}
 */
export function answerLines(rows, notes, terminal) {
  const lacks = notes.map((note) => cut(`  ? ${printable(note)}`, terminal.width));
  const lines = table(rows, { widest: WIDEST });
  return [...lines.map((line, place) => faintEnd(line, line.length - (rows[place].at(-1) ?? '').length, terminal)), ...lacks];
}

/**
 * A line whose end is faint, and is cut first.
 * @param {string} line
 * @param {number} place Where the end begins.
 * @param {Terminal} terminal
 */
export function faintEnd(line, place, terminal) {
  const { faint } = inks(terminal);
  const front = line.slice(0, place);
  const whole = cut(line, terminal.width);
  return whole.length <= front.length ? whole : front + faint(whole.slice(front.length));
}

/**
 * @param {Terminal} terminal
 * @returns {{strong(text: string): string, faint(text: string): string}}
 */
export function inks({ colour }) {
  const ink = (/** @type {number} */ on, /** @type {number} */ off) => (/** @type {string} */ text) =>
    colour && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { strong: ink(1, 22), faint: ink(2, 22) };
}

/** @param {string} text @param {number} width @param {boolean} right */
function pad(text, width, right) {
  const blank = ' '.repeat(Math.max(0, width - [...text].length));
  return right ? blank + text : text + blank;
}
