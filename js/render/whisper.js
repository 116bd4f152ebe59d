/** What `whisper` prints: docs/reference/cli.md has the look. */

import { cut, percent as padded, printable, table } from './text.js';

/** @typedef {import('../surroundings.js').Terminal} Terminal */

/** What became of one, in words. */
const FATES = Object.freeze(/** @type {Record<string, string>} */ ({
  withheld: 'was not shown',
  waiting: 'stands, and nobody has read it yet',
  shown: 'was read; what comes of it is not known yet',
  used: 'was read, and what it named then happened',
  ignored: 'was read, and something else happened',
  dismissed: 'was dismissed',
  lost: 'never arrived: nobody read it while it stood',
}));

/**
 * @param {{on: boolean, whispers: any[]}} data As `GET /v1/whispers` has it.
 * @param {Terminal} terminal
 */
export function renderWhispers({ on, whispers }, terminal) {
  const rows = whispers.map((one) => [one.id, minuteOf(one.time), one.fate, percent(one.confidence), one.mode, subject(one)]);
  const lines = table(rows, { right: [3] }).map((line) => cut(line, terminal.width));
  const switched = on ? [] : ['', renderSwitch({ on })];
  return [...(rows.length > 0 ? lines : ['Nothing was whispered yet.']), ...switched].join('\n');
}

/** @param {{on: boolean}} data */
export function renderSwitch({ on }) {
  return on ? 'Whispers are on. Switch all of them off with: lev jepa whisper off' : 'Whispers are off: nothing is whispered. Switch them on with: lev jepa whisper on';
}

/** @param {any} whisper As `GET /v1/whispers/{id}` has it. */
export function renderWhy(whisper) {
  const { id, time, fate, why, mode, trigger, kind, guesses, hint, guidance, chance, confidence, cost, channels } = whisper;
  return [
    `Whisper ${printable(id)}, ${minuteOf(time)}: ${FATES[fate] ?? fate}${why ? `: ${printable(why)}` : ''}`,
    ...(fate === 'withheld' ? [afterwards(whisper)] : []),
    '',
    ...table([
      ['rule', `${printable(mode)}, because of ${printable(trigger)}`],
      ...(guesses.length > 0 ? [['predicted', `${percent(chance)} that one of the ${kind}s below comes next`]] : []),
      ['worth', `${percent(confidence)} are used, by what became of others like it; it must be more than ${percent(cost)}`],
      ['read by', channels.length > 0 ? channels.map(printable).join(', ') : 'nobody'],
      ...(hint ? [['where', printable(hint)]] : []),
      ...(guidance ? [['guidance', printable(guidance)]] : []),
    ]),
    ...(guesses.length > 0 ? ['', ...table(guesses.map((/** @type {any} */ one) => [percent(one.probability), printable(one.activity), printable(one.reason)]), { right: [0] })] : []),
  ].join('\n');
}

/** @param {number} share */
function percent(share) {
  return padded(share).trim();
}

/** @param {{came_true: boolean | null}} whisper */
function afterwards({ came_true: cameTrue }) {
  if (cameTrue === null) return 'Whether it would have been right is not known yet.';
  return cameTrue ? 'It would have been right: what it named then happened.' : 'It would have been wrong: something else happened.';
}

/** @param {any} whisper */
function subject({ guesses, hint, guidance }) {
  return printable(guesses.map((/** @type {any} */ one) => one.activity).join(', ') || hint || guidance);
}

/** @param {number} time In seconds since the epoch; told in the user's own zone. */
function minuteOf(time) {
  return new Date(time * 1000).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
}
