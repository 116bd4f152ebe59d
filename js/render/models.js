/** What `models` prints, what `learn --train` says of what it made, and what `status` says of networks. */

import { count, counted, printable, table } from './text.js';

/**
 * @param {any} models Of `GET /v1/models`.
 * @returns {string}
 */
export function renderModels({ models }) {
  if (models.length === 0) return 'No version of a network is kept yet, and none ships with this installation.';
  return table(models.map((/** @type {any} */ one) => [
    one.kind, `${printable(one.name)}${one.answers ? ' *' : ''}`, one.state, one.made === null ? '' : day(one.made), gainOf(one), printable(one.reason),
  ]), { indent: '' }).concat('', '* answers').join('\n');
}

/**
 * @param {any[]} trained Lines of `POST /v1/models/train`.
 * @returns {string[]}
 */
export function trainedLines(trained) {
  return trained.map(({ kind, model, left_out: leftOut }) => {
    if (!model) return `${kind}: not trained, ${printable(leftOut)}`;
    const outcome = model.answers ? 'answers from now on' : 'kept aside';
    return `${kind}: ${printable(model.name)} learnt from ${counted(model.lessons, 'lesson')} and ${outcome}; ${printable(model.reason)}`;
  });
}

/**
 * @param {any[]} networks Of `GET /v1/status`.
 * @returns {string[]}
 */
export function networkLines(networks) {
  return networks.flatMap(({ kind, version, own, waiting, promotions, verdict, collapse, surprise, silent }) => [
    [`Event JEPA, ${kind}s: ${version ? `${printable(version)}${own ? '' : ' model'}` : 'silent'}`, `${counted(waiting, 'lesson')} waiting`, promotions > 0 && counted(promotions, 'promotion')].filter(Boolean).join(', '),
    ...(verdict ? [`  last compared: ${printable(verdict.reason)}`] : []),
    ...(collapse ? [`  states: effective rank ${collapse.rank.toFixed(1)} of ${collapse.dimension}, variance ${collapse.variance.toFixed(2)}, SIGReg ${collapse.sigreg.toFixed(2)}`] : []),
    ...(surprise ? [`  surprise over the last ${counted(surprise.events, 'event')}: mean ${surprise.mean.toFixed(2)}, median ${surprise.median.toFixed(2)}, nine of ten below ${surprise.high.toFixed(2)} (0 foreseen, 1 chance)`] : []),
    ...[collapse?.alarm, silent].filter(Boolean).map((words) => `  ? ${printable(words)}`),
  ]);
}

/**
 * What a line of progress says beside its bar.
 * @param {any} line
 * @returns {string}
 */
export function trainingWords({ kind, stage, per_s: rate, loss, rank }) {
  const parts = [`${count(Math.round(rate))}/s`, loss !== null && `loss ${loss.toFixed(3)}`, rank !== null && `rank ${rank.toFixed(1)}`];
  return `${stage} ${kind}s: ${parts.filter(Boolean).join(', ')}`;
}

/** @param {any} model */
function gainOf({ gain, error, questions }) {
  return questions > 0 ? `${gain >= 0 ? '+' : ''}${gain.toFixed(3)} ± ${(1.96 * error).toFixed(3)}` : '';
}

/** @param {number} seconds */
function day(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}
