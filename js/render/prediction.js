/** What `predict` prints: docs/reference/cli.md has the look. */

import { dominanceWords } from './dominance.js';
import { count, counted, cut, faintEnd, inks, percent, printable, WIDEST } from './text.js';

/** @typedef {import('../surroundings.js').Terminal} Terminal */

const TITLES = Object.freeze(/** @type {Record<string, string>} */ ({
  file: 'Next files',
  command: 'Next commands',
  step: 'Next step',
  tool: 'Next tools',
  context: 'Next contexts',
}));

/**
 * @param {any} answer Of `POST /v1/predictions`.
 * @param {{terminal: Terminal, given?: boolean}} how `given`: the user named the open files.
 * @returns {string}
 */
export function renderPrediction(answer, { terminal, given = false }) {
  const sections = answer.sections.map((/** @type {any} */ section) => renderSection(section, terminal));
  return [cut(header(answer, given), terminal.width), ...sections].join('\n\n');
}

/** @param {any} answer @param {boolean} given */
function header({ name, sections, known }, given) {
  const files = sections.find((/** @type {any} */ section) => section.kind === 'file');
  const events = sections.reduce((/** @type {number} */ sum, /** @type {any} */ section) => sum + section.learnt, 0);
  const learnt = files && name ? `${counted(files.cases, 'commit')} learnt` : `${counted(events, 'event')} learnt`;
  const open = given ? `${counted(known.length, 'file')} given` : `${counted(known.length, 'file')} changed in your working tree`;
  return [printable(name ?? 'no project'), learnt, ...(name ? [open] : [])].join(' · ');
}

/** @param {any} section @param {Terminal} terminal */
function renderSection(section, terminal) {
  const { strong, faint } = inks(terminal);
  const title = strong(TITLES[section.kind] ?? section.kind) + (section.suggestion ? faint(` · ${section.suggestion}`) : '');
  if (section.candidates.length === 0) return `${title}\n${cut(`  nothing yet: ${why(section) || 'nothing is learnt of this kind'}`, terminal.width)}`;
  const doubt = section.abstained ? [cut(`  ? ${why(section)}`, terminal.width)] : [];
  return [title, ...doubt, ...candidateLines(section.candidates, terminal), ...viewLines(section, terminal), ...creditLines(section.dominance, terminal), ...rolloutLines(section.rollout, terminal)].join('\n');
}

/**
 * Of an explained answer: how sure it is, how far the manifolds are apart, and the regime.
 * @param {any} section @param {Terminal} terminal
 */
function viewLines({ candidates, confidence, needed, disagreement, regime }, terminal) {
  if (!candidates[0].reasons) return [];
  const sure = `confidence ${percent(confidence).trim()}, ${percent(needed).trim()} needed`;
  return [line(['', `${sure}; disagreement ${disagreement.toFixed(2)} (0 all alike, 1 all apart); ${printable(regime)}`], terminal)];
}

/** @param {any} dominance @param {Terminal} terminal */
function creditLines(dominance, terminal) {
  return dominance ? [line(['', dominanceWords(dominance)], terminal)] : [];
}

/** @param {{abstained?: string | null, hint?: string | null}} section */
function why({ abstained, hint }) {
  return [abstained, hint].filter(Boolean).map((words) => printable(words).replace(/\.$/, '')).join('. ');
}

/** @param {any[]} candidates @param {Terminal} terminal */
function candidateLines(candidates, terminal) {
  const names = candidates.map(({ activity }) => printable(activity));
  const width = Math.min(WIDEST, Math.max(...names.map((name) => [...name].length)));
  return candidates.flatMap(({ probability, why: reason, reasons }, place) => [
    line([percent(probability), names[place].padEnd(width), printable(reason ?? '')], terminal),
    ...shareLines(reasons, terminal),
  ]);
}

/**
 * Each manifold's share in a candidate.
 * @param {Record<string, {share: number, words?: string}> | undefined} reasons
 * @param {Terminal} terminal
 */
function shareLines(reasons, terminal) {
  const shares = Object.entries(reasons ?? {}).sort(([, one], [, other]) => other.share - one.share);
  const width = Math.max(0, ...shares.map(([name]) => name.length));
  return shares.map(([name, { share, words }]) => line([`      ${percent(share)}`, name.padEnd(width), printable(words ?? '')], terminal));
}

/** @param {any[] | null | undefined} rollout @param {Terminal} terminal */
function rolloutLines(rollout, terminal) {
  if (!rollout?.length) return [];
  const names = rollout.map(({ activity }) => printable(activity));
  const width = Math.min(WIDEST, Math.max(...names.map((name) => [...name].length)));
  return [
    `  ${counted(rollout.length, 'step')} ahead`,
    ...rollout.map(({ probability, confidence }, place) =>
      line([`${count(place + 1).padStart(3)}.`, percent(probability).trimStart().padStart(5), names[place].padEnd(width), `${percent(confidence).trim()} for the way so far`], terminal)),
  ];
}

/**
 * One line; what stands last is faint and is cut first.
 * @param {string[]} cells
 * @param {Terminal} terminal
 */
function line(cells, terminal) {
  const front = ` ${cells.slice(0, -1).join('  ')}`;
  return faintEnd(`${front}  ${cells.at(-1)}`.trimEnd(), front.length, terminal);
}
