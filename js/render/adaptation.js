/** What `adapt` prints: docs/reference/cli.md has the look. */

import { count, counted, printable, table } from './text.js';

/**
 * @param {any} adapted Of `POST /v1/adaptations`.
 * @returns {string}
 */
export function renderAdapted({ workflow, kind, cases, steps, action, why, assumed, measured, unmeasured, intake, seconds }) {
  const heading = `${printable(workflow)} · ${counted(steps, kind)} in ${counted(cases, 'case')}`;
  const refused = intake.refused.map((/** @type {any} */ { line, detail }) => `  line ${line} refused: ${printable(detail)}`);
  if (action === null) return [heading, '', `  Not adapted, and nothing was stored: ${printable(why)}.`, ...refused].join('\n');
  return [
    heading,
    '',
    `  ${action === 'redistribute' ? 'It has a world of its own now' : 'What is shared has learnt it'}: ${printable(why)}.`,
    ...(measured ? measuredLines(`Next one right, of ${counted(measured.questions, 'held-out step')}`, measured) : [`  Not measured: ${printable(unmeasured)}.`]),
    `  Events: ${intakeWords(intake)}, in ${seconds.toFixed(1)} s.`,
    ...refused,
    '',
    'Assumed',
    ...assumed.map((/** @type {string} */ one) => `  ${printable(one)}`),
    '',
    'Undo it with: lev jepa adapt --undo --workflow NAME',
  ].join('\n');
}

/**
 * @param {any} started Of `POST /v1/adaptations/starts`.
 * @returns {string}
 */
export function renderStarted({ project, lender, cases, done, why, assumed, trial }) {
  return [
    `${printable(project)} · ${counted(cases, 'case')} of its own`,
    '',
    ...(lender ? [`  Most similar: ${printable(lender.project)}, ${Math.round(100 * lender.likeness)} % alike (${printable(lender.why)}), ${counted(lender.cases, 'case')}.`] : []),
    ...(trial ? measuredLines(`Next file right, of ${counted(trial.questions, 'question')} about the later half of its own cases`, trial) : []),
    done ? '  It has the weights of that one now, and goes on from there.' : `  Nothing was changed: ${printable(why)}.`,
    ...(done ? ['', 'Assumed', ...assumed.map((/** @type {string} */ one) => `  ${printable(one)}`), '', 'Undo it with: lev jepa adapt --undo --start'] : []),
  ].join('\n');
}

/**
 * @param {any} adaptations Of `GET /v1/adaptations`.
 * @returns {string}
 */
export function renderAdaptations({ workflows, starts, noticed = [] }) {
  const news = noticed.length === 0 ? [] : ['New here', ...noticed.flatMap(noticedLines), '', 'Never offer one again: lev jepa adapt --dismiss NAME'];
  const known = adaptedLines(workflows, starts);
  if (news.length === 0 && known.length === 0) return 'Nothing was adapted to yet. Give examples of a workflow, one JSON event a line: lev jepa adapt --examples FILE';
  return [...known, ...(known.length && news.length ? [''] : []), ...news].join('\n');
}

/** @param {any} one */
function noticedLines({ name, words, offer }) {
  return [`  ${printable(words)}.`, `    ${offer ? printable(offer) : `nothing to do (${printable(name)})`}`];
}

/**
 * @param {any} one Of `POST /v1/adaptations/dismiss`.
 * @returns {string}
 */
export function renderDismissed({ name }) {
  return `${printable(name)} is not offered any more.`;
}

/** @param {any[]} workflows @param {any[]} starts */
function adaptedLines(workflows, starts) {
  return [
    ...(workflows.length === 0 ? [] : table([['workflow', 'kind', 'cases', 'events', 'activities'], ...workflows.map((/** @type {any} */ one) => [
      printable(one.workflow), one.kind, count(one.cases), count(one.events), count(one.activities),
    ])], { indent: '', right: [2, 3, 4] })),
    ...starts.map((/** @type {any} */ one) => `${printable(one.project)} began like ${one.like ? printable(one.like) : 'a project that was forgotten'}`),
  ];
}

/**
 * @param {any} undone Of `POST /v1/adaptations/undo`.
 * @returns {string}
 */
export function renderUndone({ workflow, project, erased }) {
  if (project) return `${printable(project)} learns its own weights again, from what all projects begin with.`;
  return `Erased ${counted(erased, 'example event')} of ${printable(workflow)}; what else is known is learnt again.`;
}

/** @param {string} asked @param {any} measured */
function measuredLines(asked, { before, after }) {
  return [`  ${asked}:`, ...table([['before', ...rate(before)], ['after', ...rate(after)]], { indent: '    ', right: [1] })];
}

/** @param {{value: number, low: number, high: number}} interval */
function rate({ value, low, high }) {
  const whole = (/** @type {number} */ share) => `${Math.round(100 * share)}`;
  return [`${whole(value)} %`, `(${whole(low)} to ${whole(high)})`];
}

/** @param {any} intake */
function intakeWords({ appended, known, denied, redacted }) {
  return [
    `${count(appended)} new`,
    known > 0 && `${count(known)} known already`,
    denied > 0 && `${count(denied)} denied`,
    redacted > 0 && `${count(redacted)} with a secret replaced`,
  ].filter(Boolean).join(', ');
}
