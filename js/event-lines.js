/**
 * Sends events, one JSON object a line, to the sidecar in bounded batches. A bad line loses no other:
 * it is reported with its number.
 */

import { LevError } from './errors.js';
import { textOf } from './input-file.js';
import { BATCH_CHARACTERS, BATCH_EVENTS, LINE_CHARACTERS, MOST_EXAMPLES } from './limits.js';

const NO_OBJECT = 'not a JSON object: expected {"kind": ..., "activity": ..., "case": ...}';

/**
 * @typedef {object} Summary
 * @property {number} received Lines with an event.
 * @property {number} appended New and stored.
 * @property {number} known Stored before.
 * @property {number} denied By a deny list or missing consent.
 * @property {number} redacted Stored with a secret replaced.
 * @property {{line: number | null, code: string, detail: string}[]} refused Not well formed; without a line where the file has none.
 *
 * @typedef {{line: number, event: unknown, length: number}} Numbered
 */

/**
 * @param {import('./sidecar.js').Client} sidecar
 * @param {NodeJS.ReadableStream} input
 * @param {import('./progress.js').Progress} progress
 * @returns {Promise<Summary>}
 */
export async function sendEvents(sidecar, input, progress) {
  /** @type {Summary} */
  const summary = { received: 0, appended: 0, known: 0, denied: 0, redacted: 0, refused: [] };
  for await (const batch of batches(input, summary)) {
    await sendBatch(sidecar, batch, summary);
    progress.show('learning: events', summary.received);
  }
  progress.clear();
  summary.refused.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  return summary;
}

/**
 * Reads a handful of events that belong together, and sends nothing.
 * @param {NodeJS.ReadableStream} input
 * @returns {Promise<{events: {line: number, event: any}[], refused: Summary['refused']}>}
 */
export async function readEvents(input) {
  /** @type {Summary} */
  const summary = { received: 0, appended: 0, known: 0, denied: 0, redacted: 0, refused: [] };
  const events = [];
  for await (const { line, event } of numberedEvents(input, summary)) {
    events.push({ line, event });
    if (events.length > MOST_EXAMPLES) throw new LevError('request_too_large', `there are more than ${MOST_EXAMPLES} events: examples are a handful; learn a whole log with: lev jepa learn --file`);
  }
  return { events, refused: summary.refused };
}

/**
 * @param {NodeJS.ReadableStream} input
 * @param {Summary} summary Takes the lines that are no JSON.
 * @returns {AsyncGenerator<Numbered[]>}
 */
async function* batches(input, summary) {
  /** @type {Numbered[]} */
  let batch = [];
  let length = 0;
  for await (const numbered of numberedEvents(input, summary)) {
    if (batch.length === BATCH_EVENTS || (batch.length > 0 && length + numbered.length > BATCH_CHARACTERS)) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(numbered);
    length += numbered.length;
  }
  if (batch.length > 0) yield batch;
}

/**
 * @param {NodeJS.ReadableStream} input
 * @param {Summary} summary
 * @returns {AsyncGenerator<Numbered>}
 */
async function* numberedEvents(input, summary) {
  const toldApart = repeats();
  let line = 0;
  for await (const text of linesOf(input)) {
    line += 1;
    if (text?.trim() === '') continue;
    summary.received += 1;
    if (text === undefined) {
      summary.refused.push({ line, code: 'request_too_large', detail: `the line has more than ${LINE_CHARACTERS} characters: an event is far smaller` });
      continue;
    }
    const event = parse(text);
    if (isObject(event)) yield { line, event: toldApart(event), length: text.length };
    else summary.refused.push({ line, code: 'event_invalid', detail: NO_OBJECT }); // without its words: they could be a secret
  }
}

/**
 * Tells like events apart that carry no time, by an `ordinal`: a file may say that a step happened twice, and
 * reading it again still gives the same ids.
 * @returns {(event: Record<string, any>) => Record<string, any>}
 */
function repeats() {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return (event) => {
    const { source, kind, case: belongs, activity, attributes } = event;
    if (typeof event.time === 'number' || !(attributes === undefined || isObject(attributes)) || attributes?.ordinal !== undefined) return event;
    const fact = JSON.stringify([source, attributes?.project, kind, belongs, activity]);
    const ordinal = seen.get(fact) ?? 0;
    seen.set(fact, ordinal + 1);
    return ordinal === 0 ? event : { ...event, attributes: { ...attributes, ordinal } };
  };
}

/**
 * The lines of a stream; undefined for one that is too long, so that no line can fill the memory.
 * @param {NodeJS.ReadableStream} input
 * @returns {AsyncGenerator<string | undefined>}
 */
async function* linesOf(input) {
  let rest = '';
  let tooLong = false;
  for await (const chunk of textOf(input)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield tooLong ? undefined : line;
      tooLong = false;
    }
    if (rest.length > LINE_CHARACTERS) {
      rest = '';
      tooLong = true;
    }
  }
  if (tooLong || rest !== '') yield tooLong ? undefined : rest;
}

/**
 * @param {import('./sidecar.js').Client} sidecar
 * @param {Numbered[]} batch
 * @param {Summary} summary
 */
async function sendBatch(sidecar, batch, summary) {
  try {
    const answer = await sidecar.request('POST', '/v1/events', { events: batch.map(({ event }) => event) });
    for (const name of /** @type {const} */ (['appended', 'known', 'denied', 'redacted'])) summary[name] += answer[name];
    for (const { index, code, detail } of answer.refused) summary.refused.push({ line: batch[index].line, code, detail });
  } catch (error) {
    if (!(error instanceof LevError && error.code === 'request_too_large')) throw error;
    await sendHalves(sidecar, batch, summary, error);
  }
}

/**
 * A batch that is too large holds at least one line that is: find it, send the others.
 * @param {import('./sidecar.js').Client} sidecar
 * @param {Numbered[]} batch
 * @param {Summary} summary
 * @param {LevError} error
 */
async function sendHalves(sidecar, batch, summary, error) {
  if (batch.length === 1) {
    summary.refused.push({ line: batch[0].line, code: error.code, detail: error.message });
    return;
  }
  const middle = Math.ceil(batch.length / 2);
  await sendBatch(sidecar, batch.slice(0, middle), summary);
  await sendBatch(sidecar, batch.slice(middle), summary);
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
