/** What `workflow` prints. */

import { durationWords } from '../workflow/duration.js';
import { problemWords } from '../workflow/reading.js';
import { answerLines, counted, cut, printable, table } from './text.js';

/**
 * @param {{file: string, valid: boolean, id: string | null, steps: number, problems: import('../workflow/reading.js').Problem[]}} checked
 * @returns {string}
 */
export function renderChecked({ file, valid, id, steps, problems }) {
  if (valid) return `${file}: ${id}, ${counted(steps, 'step')}, nothing wrong`;
  return problems.map((problem) => printable(problemWords(file, problem))).join('\n');
}

/**
 * @param {{folder: string, workflows: any[]}} found
 * @returns {string}
 */
export function renderWorkflows({ folder, workflows }) {
  if (workflows.length === 0) return `No workflow stands in ${folder}: a workflow is a YAML file with metadata.type: workflow`;
  const right = workflows.filter(({ problem }) => problem === null);
  const rows = right.map(({ file, id, steps, last }) => [printable(id), counted(steps, 'step'), printable(file), lastWords(last)]);
  const wrong = workflows.flatMap(({ problem }) => (problem === null ? [] : `? ${printable(problem)}`));
  return [...table(rows, { indent: '' }), ...wrong].join('\n');
}

/** @param {{run: string, started: number, outcome: string} | null} last */
function lastWords(last) {
  if (last === null) return 'never run';
  const day = new Date(last.started * 1000).toISOString().slice(0, 10);
  return last.outcome === 'stopped' ? `stopped ${day}: --resume ${last.run}` : `${last.outcome} ${day}`;
}

/**
 * @param {import('../workflow/shape.js').Workflow} workflow
 * @param {Record<string, unknown>} inputs
 * @returns {string}
 */
export function renderPlan({ id, steps }, inputs) {
  const given = Object.entries(inputs).map(([name, value]) => `${name}=${value}`).join(', ');
  const head = `${id}: ${counted(steps.length, 'step')} would be done, nothing is${given ? ` (${printable(given)})` : ''}`;
  return [head, '', ...steps.flatMap((step, place) => [planned(step, `${place + 1}.`), ...step.parallel.map((one) => planned(one, '  -'))])].join('\n');
}

/** @param {import('../workflow/shape.js').Step} step @param {string} mark */
function planned({ id, command, args, instruction, parallel, condition, retries, timeout_ms, onFailure }, mark) {
  const words = parallel.length > 0 ? `${counted(parallel.length, 'step')} at the same time` : command ? `jepa ${command} ${JSON.stringify(args)}` : `for you: ${firstLine(instruction)}`;
  const bounds = command === null ? [] : [`at most ${durationWords(timeout_ms)}`, retries > 0 && counted(retries, 'retry', 'retries')];
  const more = [condition && `when ${condition}`, ...bounds, onFailure === 'continue' && 'goes on where it fails'].filter(Boolean);
  return printable(`${mark} ${id}  ${words}${more.length > 0 ? `  (${more.join('; ')})` : ''}`);
}

/**
 * @param {import('../workflow/conduct.js').Summary} summary
 * @param {import('../surroundings.js').Terminal} terminal
 * @returns {string}
 */
export function renderRun({ run, workflow, file, outcome, duration_s, steps, not_reached, forgotten, notes }, terminal) {
  const head = `${printable(workflow)} · run ${run} · ${outcome === 'left' ? 'waits for you' : outcome} · ${durationWords(duration_s * 1000)}`;
  const rows = [...steps.map((step) => [step.outcome, printable(step.id), endWords(step, file)]), ...not_reached.map((id) => ['not reached', printable(id), ''])];
  const usual = forgotten.map(({ step, done, runs }) => `usually done, and not this time: ${step} (in ${done} of ${runs} runs)`);
  const again = outcome === 'done' ? [] : ['', cut(`Go on with: lev jepa workflow run ${file} --resume ${run}`, terminal.width)];
  const said = steps.filter(({ text }) => text !== '').flatMap((step) => ['', `${printable(step.id)}:`, ...textLines(step).map((line) => `  ${line}`.trimEnd())]);
  return [head, '', ...answerLines(rows, [...usual, ...notes], terminal), ...said, ...again].join('\n');
}

/** @param {import('../workflow/conduct.js').Summary['steps'][number]} step @param {string} file */
function endWords({ outcome, line, duration_s, attempts, error }, file) {
  if (outcome === 'skipped' || outcome === 'shown' || outcome === 'left') return '';
  const tries = attempts > 1 ? `, ${counted(attempts, 'attempt')}` : '';
  return `${durationWords(duration_s * 1000)}${tries}${error ? `: ${printable(error.message)} (${file}:${line})` : ''}`;
}

/** What a command said is fit to be printed; an instruction is as its file has it. @param {import('../workflow/conduct.js').Summary['steps'][number]} step */
function textLines({ outcome, text }) {
  const lines = text.trimEnd().split('\n');
  return outcome === 'shown' || outcome === 'left' ? lines.map(printable) : lines;
}

/** @param {string | null} text */
function firstLine(text) {
  return (text ?? '').split('\n')[0];
}
