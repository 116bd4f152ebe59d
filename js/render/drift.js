/** What `drift` prints: docs/reference/cli.md has the look. */

import { count, counted, cut, faintEnd, inks, printable, table } from './text.js';

/** @typedef {import('../surroundings.js').Terminal} Terminal */

const KINDS = Object.freeze(/** @type {Record<string, string>} */ ({ file: 'files', command: 'commands', step: 'steps', tool: 'tool calls', context: 'contexts' }));

const BARS = Object.freeze([...'▁▂▃▄▅▆▇█']);

/** A speed that fills the bar; chance alone rarely makes more than 3. */
const FASTEST = 8;

/** Steps that are drawn, the newest to the right. */
const DRAWN = 24;

const PASSAGES = 12;

/**
 * @param {any} drift Of `GET /v1/drift`.
 * @param {{terminal: Terminal}} how
 * @returns {string}
 */
export function renderDrift({ name, streams }, { terminal }) {
  if (!streams.length) return 'Nothing is known yet, so nothing moves: run lev jepa learn';
  return streams.map((/** @type {any} */ stream) => renderStream(stream, name, terminal).join('\n')).join('\n\n');
}

/**
 * @param {any} stream
 * @param {string | null} name
 * @param {Terminal} terminal
 */
function renderStream({ kind, regime, means, anchor, stayed, events, passages, motions, couplings, lessons }, name, terminal) {
  const { strong } = inks(terminal);
  const where = kind === 'file' ? printable(name ?? 'no project') : 'everywhere';
  const since = passages.length ? `for ${counted(stayed, 'event')}, in regime ${anchor}` : 'from the beginning';
  return [
    cut(`${where} · drift of ${KINDS[kind] ?? kind} · ${counted(events, 'event')}`, terminal.width),
    '',
    cut(`  ${strong(regime)} ${since}: ${means}`, terminal.colour ? undefined : terminal.width),
    ...historyLines(passages, terminal),
    ...motionLines(motions, terminal),
    ...couplingLines(couplings, terminal),
    ...lessonLines(lessons, terminal),
  ];
}

/** @param {any[]} passages @param {Terminal} terminal */
function historyLines(passages, terminal) {
  if (!passages.length) return [];
  const rows = passages.slice(-PASSAGES).map(({ time, event, regime, anchor, why }) => [moment(time), `event ${count(event)}`, regime, `regime ${anchor}`, printable(why)]);
  const earlier = passages.length - rows.length;
  const lines = table(rows, { right: [1] });
  return ['', earlier > 0 ? `Regimes, after ${counted(earlier, 'earlier passage')}` : 'Regimes', ...lines.map((line, place) => faintEnd(line, line.length - (rows[place].at(-1) ?? '').length, terminal))];
}

/** @param {any[]} motions @param {Terminal} terminal */
function motionLines(motions, terminal) {
  const moving = motions.filter(({ speeds }) => speeds.length);
  if (!moving.length) return ['', '  Too little has happened to see a manifold move.'];
  const head = ['manifold', 'speed', '', 'direction', 'curvature', 'by chance'];
  const rows = moving.map(({ manifold, speeds, direction, curvature, chance }) => [printable(manifold), drawn(speeds), speeds.at(-1).toFixed(1), number(direction), number(curvature), chance === null ? '' : `${(100 * chance).toFixed(1)} %`]);
  return ['', 'Manifolds: a speed of 1 is chance; so are a direction of -0.5 and a curvature of 2; 1 and 0 go straight on', ...table([head, ...rows], { right: [2, 3, 4, 5] }).map((line) => cut(line, terminal.width))];
}

/** @param {any[]} couplings @param {Terminal} terminal */
function couplingLines(couplings, terminal) {
  if (!couplings.length) return [];
  const pair = (/** @type {any} */ { one, other, alike }) => `${printable(one)} and ${printable(other)} ${alike.toFixed(2)}`;
  const least = couplings.slice(3).slice(-3).reverse();
  const line = (/** @type {string} */ words, /** @type {any[]} */ pairs) => cut(`  ${words}: ${pairs.map(pair).join(', ')}`, terminal.width);
  return ['', 'Coupling: 1 sees the same events alike, 0 has nothing in common', line('most', couplings.slice(0, 3)), ...(least.length ? [line('least', least)] : [])];
}

/** @param {any} lessons @param {Terminal} terminal */
function lessonLines({ waiting, learnt, aside, newest }, terminal) {
  if (!waiting && !learnt && !aside) return [];
  const fates = newest.slice(-3).map((/** @type {any} */ one) => cut(`  ${one.learnt ? 'learnt' : 'set aside'}: ${printable(one.activity)}: ${printable(one.why)}`, terminal.width));
  return ['', `Lessons of a breakdown: ${count(waiting)} waiting, ${count(learnt)} learnt, ${count(aside)} set aside`, ...fates];
}

/** @param {readonly number[]} speeds */
function drawn(speeds) {
  return speeds.slice(-DRAWN).map((speed) => BARS[Math.min(BARS.length - 1, Math.floor((speed / FASTEST) * BARS.length))]).join('');
}

/** @param {number | null} value */
function number(value) {
  return value === null ? '' : value.toFixed(2);
}

/** @param {number | null} time In seconds since the epoch. */
function moment(time) {
  return time === null ? '' : new Date(time * 1000).toISOString().slice(0, 16).replace('T', ' ');
}
