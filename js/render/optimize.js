/** What `optimize` prints: proposals, waste without one, a diff, what was applied on whose word, and what it saved. */

import { count, counted, cut, percent, printable, table, unlearnt } from './text.js';

const MOST_FINDINGS = 10;

/**
 * @param {any} advice Of `POST /v1/optimize`.
 * @param {import('./text.js').Terminal} terminal
 * @returns {string}
 */
export function renderAdvice({ name, acts, commits, proposals, findings }, terminal) {
  const head = `${printable(name ?? 'anywhere')} · ${counted(acts, 'command, call or step', 'commands, calls and steps')} and ${counted(commits, 'commit')} looked at`;
  return [
    head,
    ...unlearnt({ name, commits }),
    ...(proposals.length > 0 ? ['', 'Proposals', ...proposals.flatMap((/** @type {any} */ one) => proposalLines(one, terminal))] : ['', 'Nothing is worth changing.']),
    ...(findings.length > 0 ? ['', 'Seen, without a proposal', ...findings.slice(0, MOST_FINDINGS).map((/** @type {any} */ one) => cut(`  ${printable(one.words)}`, terminal.width))] : []),
    ...(proposals.length > 0 ? ['', `Look at one and apply it: lev jepa optimize --apply ${proposals[0].id}`] : []),
  ].join('\n');
}

/**
 * @param {any} proposal
 * @param {import('./text.js').Terminal} terminal
 */
function proposalLines(proposal, { width }) {
  return [cut(`  ${printable(proposal.id)}  ${printable(proposal.title)}`, width), `          ${savingWords(proposal)}; ${proposal.confidence === null ? '' : `confidence ${percent(proposal.confidence).trim()}, `}risk ${proposal.risk}`];
}

/**
 * @param {any} proposal Of `POST /v1/optimize`.
 * @returns {string}
 */
export function renderProposal(proposal) {
  const cited = proposal.evidence.slice(0, 5).map((/** @type {any} */ one) => `  ${one.time === null ? '' : `${day(one.time)}  `}${printable(one.activity)}  (${printable(one.id.slice(0, 9))})`);
  return [
    `${printable(proposal.title)}`,
    `${savingWords(proposal)}; ${proposal.replayed === null ? '' : `replayed: ${whole(proposal.replayed.events)} events in ${counted(proposal.replayed.uses, 'use')}; `}risk ${proposal.risk}`,
    ...foundLines(proposal),
    ...(cited.length > 0 ? ['', 'Because of', ...cited] : []),
    '',
    ...proposal.diff.trimEnd().split('\n').map(printable),
  ].join('\n');
}

/** @param {any} proposal */
function foundLines({ because, members }) {
  if (members.length > 0) return ['', 'Made of these; each can be applied alone, by its id', ...members.map((/** @type {any} */ one) => `  ${printable(one.id)}  ${printable(one.title)}`)];
  return because.length > 0 ? ['', 'Found', ...because.map((/** @type {string} */ words) => `  ${printable(words)}`)] : [];
}

/** @param {any} applied */
export function renderApplied({ id, state, files }) {
  const back = state === 'applied' ? `. Undo it with: lev jepa optimize --undo ${id}` : '';
  return [`${printable(id)} is ${state}${back}`, ...files.map((/** @type {string} */ file) => `  ${printable(file)}`)].join('\n');
}

/** @param {any} report Of `GET /v1/optimize/report`. */
export function renderReport({ applied }) {
  if (applied.length === 0) return 'Nothing is applied.';
  const rows = applied.map((/** @type {any} */ one) => [
    printable(one.id), day(one.time), foretoldWords(one), realisedWords(one), printable(one.title),
  ]);
  const useless = applied.filter((/** @type {any} */ one) => one.remove).map((/** @type {any} */ one) => `? ${printable(one.id)} saves too little. Take it back with: lev jepa optimize --undo ${printable(one.id)}`);
  return [...table(rows, { indent: '' }), ...useless].join('\n');
}

/** @param {any} one */
function foretoldWords({ foretold, foretold_keys: keys }) {
  if (foretold !== null) return `foretold ${whole(foretold)}`;
  return keys === null ? 'not foretold' : `foretold ${whole(keys)} keystrokes`;
}

/** @param {any} one */
function realisedWords({ acts, foretold, realised, realised_keys: keys }) {
  if (realised === null) return 'not measured';
  if (acts === 0) return 'nothing done since';
  return foretold === null && keys !== null ? `saved ${whole(keys)} keystrokes` : `saved ${whole(realised)}`;
}

/** @param {any} audit Of `GET /v1/optimize/audit`. */
export function renderAudit({ autonomous, records }) {
  const rows = records.map((/** @type {any} */ one) => [
    printable(one.id), minute(one.time), one.by === 'user' ? 'on your word' : 'by itself', `risk ${one.risk}`,
    one.state === 'undone' ? `undone${one.undone === null ? '' : ` ${minute(one.undone)}`}` : 'applied', printable(one.title),
  ]);
  const permits = records.filter((/** @type {any} */ one) => one.permit).map((/** @type {any} */ one) => `  ${printable(one.id)} allowed by ${printable(one.permit)}`);
  return [autonomousWords(autonomous), '', ...(rows.length > 0 ? table(rows, { indent: '' }) : ['Nothing was ever applied.']), ...(permits.length > 0 ? ['', ...permits] : [])].join('\n');
}

/** @param {any} autonomous */
function autonomousWords({ why_not, own, projects, most_risk, forms, most_a_day }) {
  if (why_not !== null) return `Nothing is applied by itself: ${why_not}`;
  const places = [...(own ? ['your own files'] : []), ...projects].map(printable);
  return `Applied by itself: ${forms.join(', ')}, risk ${most_risk} at most, ${counted(most_a_day, 'change')} a day, in ${places.join(', ')}`;
}

/** @param {any} proposal */
function savingWords({ predicted, replayed, ahead, unit }) {
  if (predicted === null && replayed !== null) return `would have saved ${counted(replayed.events, unit === 'commit' ? 'commit' : 'event')} of late, too unsteadily to foretell more`;
  if (predicted === null) return 'saving not measured';
  const seconds = predicted.seconds === null ? '' : `, about ${duration(predicted.seconds)}`;
  const spared = predicted.events > 0 ? `${whole(predicted.events)} of the next ${count(ahead)}${unit === 'commit' ? ' commits' : ''} (${whole(predicted.low)} to ${whole(predicted.high)})` : '';
  return [spared && `saves ${spared}`, predicted.keys > 0 && `${spared ? '' : 'saves '}${whole(predicted.keys)} keystrokes`].filter(Boolean).join(', ') + seconds;
}

/** @param {number} number */
function whole(number) {
  return count(Math.round(number));
}

/** @param {number} seconds */
function duration(seconds) {
  return seconds < 120 ? `${whole(seconds)} s` : `${whole(seconds / 60)} min`;
}

/** @param {number} seconds */
function day(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** @param {number} seconds */
function minute(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}
