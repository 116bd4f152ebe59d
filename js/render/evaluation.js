/** What `evaluate` prints: a table a task, the product first, then what was shown and how reliable the confidence is. */

import { count, counted, percent, table } from './text.js';

const HEAD = Object.freeze(['', 'hit@1', 'hit@3', 'hit@5', 'hit@10', 'MRR', 'cal. error', 'cover@90', 'p50', 'p95']);
/** Cells of a bar that stands for 100 %. */
const BAR = 30;
const NUMBERS = Object.freeze([1, 2, 3, 4, 5, 6, 7, 8, 9]);

/**
 * @param {any} evaluation Of `python -m jepa_learning evaluate --json`.
 * @returns {string}
 */
export function renderEvaluation({ kind, events, caused, cases, scored, asked, tasks }) {
  const what = `${counted(events, `${kind} event`)} in ${counted(cases, 'case')}; ${count(scored)} of ${counted(asked, 'question')} scored`;
  const left = caused > 0 ? `; ${counted(caused, 'event')} that a suggestion caused left out` : '';
  return [what + left, ...tasks.map(renderTask)].join('\n\n');
}

/** @param {any} task */
function renderTask({ name, questions, cases, rows, lift, shown, reliability }) {
  const title = `${name}: ${counted(questions, 'question')} in ${counted(cases, 'case')}`;
  return [
    title,
    ...table([HEAD, ...rows.map(cells)], { right: NUMBERS }),
    ...liftLine(lift),
    ...shownLines(shown, questions),
    ...reliabilityLines(reliability),
  ].join('\n');
}

/** @param {any} row */
function cells(row) {
  const hits = [row.hit_at_1, row.hit_at_3, row.hit_at_5, row.hit_at_10].map((share) => percent(share).trim());
  const scores = [row.mrr.toFixed(3), row.calibration_error.toFixed(3), percent(row.coverage_at_90).trim()];
  return [row.predictor, ...hits, ...scores, `${row.p50_ms.toFixed(1)} ms`, `${row.p95_ms.toFixed(1)} ms`];
}

/** @param {any} lift */
function liftLine(lift) {
  if (!lift?.interval) return [];
  const { interval, over, drawn } = lift;
  const points = (/** @type {number} */ share) => (share * 100).toFixed(1);
  return [`  hit@3 against ${over}: ${points(interval.value)} points (${Math.round(interval.level * 100)} % interval ${points(interval.low)} to ${points(interval.high)}, drawn over ${drawn})`];
}

/** @param {any} shown @param {number} questions */
function shownLines(shown, questions) {
  if (!shown) return [];
  const { target, precision, coverage } = shown;
  const asked = `asked for ${percent(target).trim()} precision`;
  if (!precision) return [`  ${asked}: nothing was shown`];
  return [
    `  ${asked}: shown ${count(shown.questions)} of ${count(questions)}, ${share(coverage)}`,
    `  of these right ${share(precision)}`,
  ];
}

/** @param {{value: number, low: number, high: number, level: number}} interval */
function share({ value, low, high, level }) {
  const points = (/** @type {number} */ part) => (part * 100).toFixed(1);
  return `${points(value)} % (${Math.round(level * 100)} % interval ${points(low)} to ${points(high)})`;
}

/**
 * A bar a bin: its length is how often it came true, `|` marks what was said.
 * @param {any[] | undefined} bins
 */
function reliabilityLines(bins) {
  const asked = (bins ?? []).filter(({ questions }) => questions > 0);
  if (asked.length === 0) return [];
  const rows = asked.map(({ claimed, right, questions }) => [percent(claimed).trim(), bar(right, claimed), percent(right).trim(), count(questions)]);
  return ['', ...table([['said', '', 'came true', 'questions'], ...rows], { right: [0, 2, 3] })];
}

/** @param {number} right @param {number} claimed */
function bar(right, claimed) {
  const cells = [...'█'.repeat(Math.round(right * BAR)).padEnd(BAR)];
  cells[Math.min(BAR - 1, Math.round(claimed * BAR))] = '|';
  return cells.join('');
}
