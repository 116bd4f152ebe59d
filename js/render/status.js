/** What `status` prints. */

import { consentRows } from './consent.js';
import { renderMemory } from './memory.js';
import { dominanceWords } from './dominance.js';
import { networkLines } from './models.js';
import { untilWords } from './pause.js';
import { count, counted, printable, table } from './text.js';

const KINDS = Object.freeze(/** @type {Record<string, string>} */ ({ file: 'files', command: 'commands', step: 'steps', tool: 'tool calls', context: 'contexts' }));

/**
 * @param {any} status Of `GET /v1/status`.
 * @returns {string}
 */
export function renderStatus({ version, pid, uptime_s: uptime, project, context = null, learnt, log, consent, memory, networks, paused_until: pausedUntil = null, whispers_on: whispersOn = true, noticed = 0, unwatched = [], folders }) {
  return [
    `Sidecar ${version}, process ${pid}, running for ${duration(uptime)}`,
    project ? `Project ${printable(project.name)}, ${printable(project.root)}` : 'No project: this folder is in no git repository',
    ...contextLines(context),
    `Event log: ${counted(log.events, 'event')}, ${(log.size_bytes / 1e6).toFixed(1)} MB`,
    renderMemory(memory),
    ...networkLines(networks),
    ...(pausedUntil === null ? [] : [`Paused until ${untilWords(pausedUntil)}: lev jepa resume`]),
    `Whispers are ${whispersOn ? 'on' : 'off: lev jepa whisper on'}`,
    ...unwatched.map((/** @type {any} */ one) => `Not watched: ${printable(one.project)}: ${printable(one.why)}`),
    ...(noticed === 0 ? [] : [`New here: ${counted(noticed, 'thing')}: lev jepa adapt`]),
    '',
    'Learnt',
    ...table(learnt.map((/** @type {any} */ one) => [KINDS[one.kind] ?? one.kind, `${count(one.events)} events`, `${count(one.cases)} cases`, `${count(one.activities)} different`, one.events ? printable(one.means) : '']), { right: [1, 2, 3] }),
    ...creditLines(learnt),
    '',
    'May be read',
    ...table(consentRows(consent)),
    '',
    'Folders',
    ...table(Object.entries(folders).map(([name, path]) => [name, printable(path)])),
  ].join('\n');
}

/** @param {any[]} learnt */
function creditLines(learnt) {
  const known = learnt.filter(({ dominance }) => dominance);
  if (known.length === 0) return [];
  return ['', 'Who is right', ...table(known.map(({ kind, dominance }) => [KINDS[kind] ?? kind, dominanceWords(dominance)]))];
}

/** @param {{name: string, began: number | null, events: number} | null} context The one that goes on. */
function contextLines(context) {
  if (!context) return [];
  const since = context.began === null ? '' : ` since ${minuteOf(context.began)}`;
  return [`Context ${printable(context.name)}, ${counted(context.events, 'event')}${since}`];
}

/** @param {number} time In seconds since the epoch; told in the user's own zone. */
function minuteOf(time) {
  return new Date(time * 1000).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
