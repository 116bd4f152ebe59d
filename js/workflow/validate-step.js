/** Turns one step of a workflow's file into a plain object, or says what is wrong with it. */

import { createHash } from 'node:crypto';
import { nearest } from '../cli/nearest.js';
import { parseObject } from '../cli/parse.js';
import { asLevError } from '../errors.js';
import { LONGEST_STEP_MS, MOST_RETRIES, RETRY_MS, STEP_MS } from '../limits.js';
import { DURATION_WORDS, readDuration } from './duration.js';
import { parseExpression, variablesOf } from './expression.js';
import { COMMAND_KEYS, GROUP_KEYS, INSTRUCTION_KEYS, PLUGINS, POLICIES, READING_OPTIONS, STEP_COMMANDS, TELLING_KEYS } from './shape.js';
import { expressionsIn } from './template.js';

/**
 * @typedef {import('./reading.js').Reading} Reading
 * @typedef {import('./shape.js').Step} Step
 * @typedef {import('yaml').Node} Node
 * @typedef {'stop' | 'continue'} Policy
 *
 * @typedef {object} Written A step with what only the checks need.
 * @property {Step} step
 * @property {Node} node
 * @property {(string | number)[][]} uses The paths of its variables.
 * @property {Written[]} inside The steps of a group.
 *
 * @typedef {{reading: Reading, id: string, node: Node, fields: Map<string, Node>}} Here
 */

/**
 * @param {Reading} reading Takes the problems.
 * @param {Node} node
 * @param {{place: number, policy: Policy, group?: string}} where `place` counts from 1; `group`: the one it stands in.
 * @returns {Written | undefined}
 */
export function readStep(reading, node, { place, policy, group }) {
  const fields = reading.fieldsOf(node);
  if (!fields) return void reading.complain(node, `step ${place} is no map: expected one with an id and an instruction, or a plugin and a command`);
  const here = { reading, id: idOf(reading, fields, place, group), node, fields };
  refuseUnknownKeys(here);
  const { when, condition } = readCondition(here);
  const own = readPolicy(reading, fields.get('on_failure'), policy, here.id);
  const inside = readGroup(here, own, group);
  const call = readCall(here);
  const texts = [when ? variablesOf(when) : [], usesOf(here, call.args, 'args'), usesOf(here, call.instruction, 'instruction')];
  const step = {
    id: here.id,
    name: textOf(here, 'name') ?? here.id,
    line: reading.lineOf(node),
    ...call,
    when,
    condition,
    ...readPatience(here),
    onFailure: own,
    output: textOf(here, 'output') ?? null,
    parallel: inside.map((one) => one.step),
  };
  return { step: { ...step, fingerprint: fingerprintOf(step) }, node, uses: texts.flat(), inside };
}

/**
 * @param {Reading} reading
 * @param {Node | undefined} node
 * @param {Policy} usual
 * @param {string | null} [step]
 * @returns {Policy}
 */
export function readPolicy(reading, node, usual, step = null) {
  if (!node) return usual;
  const value = reading.valueOf(node);
  if (POLICIES.includes(value)) return value;
  reading.complain(node, `on_failure is ${JSON.stringify(value)}: expected one of ${POLICIES.join(', ')}`, step);
  return usual;
}

/**
 * @param {string} text
 * @returns {string} As in `release-check`.
 */
export function slug(text) {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}_]+/gu, '-').replaceAll(/^-+|-+$/g, '');
}

/**
 * The host's own files give no ids: a name stands for it, or the place.
 * @param {Reading} reading
 * @param {Map<string, Node>} fields
 * @param {number} place
 * @param {string} [group]
 */
function idOf(reading, fields, place, group) {
  const given = reading.valueOf(fields.get('id'));
  if (fields.has('id') && !/^[A-Za-z_][\w-]*$/.test(String(given))) {
    reading.complain(fields.get('id'), `the id is ${JSON.stringify(given)}: expected a letter, then letters, digits, _ and -`);
  }
  const name = reading.valueOf(fields.get('name')) ?? reading.valueOf(fields.get('agent'));
  const fallback = slug(String(name ?? '')) || `${group ? `${group}-` : 'step-'}${place}`;
  return given === null || given === undefined ? fallback : String(given);
}

/** @param {Here} here */
function refuseUnknownKeys({ reading, id, fields }) {
  const isCall = fields.has('plugin') || fields.has('command');
  const keys = isCall ? COMMAND_KEYS : fields.has('parallel') ? GROUP_KEYS : INSTRUCTION_KEYS;
  const kind = isCall ? 'that calls a command' : fields.has('parallel') ? 'that is a group' : 'that is an instruction';
  for (const [key, node] of fields) {
    if (keys.includes(key)) continue;
    const near = nearest(key, keys);
    reading.complain(node, `a step ${kind} has no key ${key}. ${near ? `Did you mean ${near}?` : `Its keys are ${keys.slice(0, 12).join(', ')}`}`, id);
  }
}

/** @param {Here} here @returns {{when: import('./expression.js').Tree | null, condition: string}} */
function readCondition({ reading, id, fields }) {
  const node = fields.get('when');
  if (!node) return { when: null, condition: '' };
  const value = reading.valueOf(node);
  if (typeof value === 'boolean') return { when: { is: 'literal', value }, condition: String(value) };
  try {
    if (typeof value !== 'string') throw new Error('it is no text: expected a condition in quotes, as in when: "steps.look.success"');
    const condition = value.replace(/^\s*\{\{([^}]*)\}\}\s*$/, '$1').trim();
    return { when: parseExpression(condition), condition };
  } catch (error) {
    reading.complain(node, `when: ${/** @type {Error} */ (error).message}`, id);
    return { when: null, condition: '' };
  }
}

/**
 * @param {Here} here
 * @param {Policy} policy
 * @param {string} [group]
 * @returns {Written[]}
 */
function readGroup({ reading, id, fields }, policy, group) {
  const node = fields.get('parallel');
  if (!node) return [];
  const nodes = reading.itemsOf(node);
  if (group) reading.complain(node, 'a group stands within a group: expected steps', id);
  else if (!nodes || nodes.length === 0) reading.complain(node, 'parallel is no list of steps: expected the steps that are done at the same time', id);
  else return nodes.flatMap((one, place) => readStep(reading, one, { place: place + 1, policy, group: id }) ?? []);
  return [];
}

/**
 * What the step does: a command, or words for a person or an agent.
 * @param {Here} here
 * @returns {{instruction: string | null, command: string | null, args: Record<string, any>}}
 */
function readCall(here) {
  const { reading, id, node, fields } = here;
  if (fields.has('plugin') || fields.has('command')) return { instruction: null, ...readCommand(here) };
  if (fields.has('parallel')) return { instruction: null, command: null, args: {} };
  const telling = TELLING_KEYS.find((key) => textOf(here, key));
  const instruction = (telling && textOf(here, telling)) || [textOf(here, 'agent'), textOf(here, 'name')].filter(Boolean).join(': ');
  if (!instruction) reading.complain(node, 'the step says nothing to do: expected an instruction, or a plugin and a command', id);
  return { instruction, command: null, args: {} };
}

/** @param {Here} here @returns {{command: string | null, args: Record<string, any>}} */
function readCommand({ reading, id, node, fields }) {
  const plugin = reading.valueOf(fields.get('plugin'));
  if (!PLUGINS.includes(plugin)) reading.complain(fields.get('plugin') ?? node, `plugin is ${JSON.stringify(plugin ?? null)}: expected jepa; no other plugin and no shell is ever called`, id);
  const command = reading.valueOf(fields.get('command'));
  const args = reading.valueOf(fields.get('args')) ?? {};
  if (!STEP_COMMANDS.includes(command)) {
    const near = nearest(String(command), STEP_COMMANDS);
    reading.complain(fields.get('command') ?? node, `command is ${JSON.stringify(command ?? null)}: expected one of ${STEP_COMMANDS.join(', ')}${near ? `. Did you mean ${near}?` : ''}`, id);
  } else if (typeof args !== 'object' || Array.isArray(args)) {
    reading.complain(fields.get('args'), 'args is no map: expected the options of the command by name, as in {k: 3}', id);
  } else checkArguments(reading, { id, node: fields.get('args') ?? node, command, args });
  return { command: String(command), args: typeof args === 'object' && !Array.isArray(args) ? args : {} };
}

/**
 * What holds no variable is checked as the command line does; of what does, only the name.
 * @param {Reading} reading
 * @param {{id: string, node: Node, command: string, args: Record<string, any>}} call
 */
function checkArguments(reading, { id, node, command, args }) {
  try {
    const { command: row } = parseObject({ command });
    const later = Object.keys(args).filter((name) => JSON.stringify(args[name] ?? null).includes('{{'));
    const plain = Object.entries(args).filter(([name]) => !later.includes(name));
    parseObject({ ...Object.fromEntries(plain), command });
    const known = [...row.options, ...row.positionals].map(({ name }) => name);
    for (const name of later) if (!known.includes(name)) parseObject({ command, [name]: 'x' });
    const missing = row.positionals.find((one) => args[one.name] === undefined);
    if (missing) throw new Error(`${command} needs ${missing.name}: ${missing.description}`);
    requireReading(row, Object.keys(args));
  } catch (error) {
    reading.complain(node, `args: ${asLevError(error).message.replace(/^unexpected: (.*)\. Please report this$/, '$1')}`, id);
  }
}

/**
 * What is applied or stored is for a person to say, not for a file.
 * @param {import('../cli/table.js').Command} command
 * @param {readonly string[]} given
 */
function requireReading({ name, options }, given) {
  const reading = READING_OPTIONS[name];
  const changing = reading && options.find((option) => given.includes(option.name) && !reading.includes(option.name));
  if (changing) throw new Error(`${name} with ${changing.name} changes or stores something, and a step only reads: expected none of its options${reading.length > 0 ? ` but ${reading.join(', ')}` : ''}`);
}

/** @param {Here} here @returns {{timeout_ms: number, retries: number, backoff_ms: number}} */
function readPatience(here) {
  const { reading, id, fields } = here;
  const retries = reading.valueOf(fields.get('retries')) ?? 0;
  if (!Number.isInteger(retries) || retries < 0 || retries > MOST_RETRIES) {
    reading.complain(fields.get('retries'), `retries is ${JSON.stringify(retries)}: expected a whole number from 0 to ${MOST_RETRIES}`, id);
  }
  return { timeout_ms: durationOf(here, 'timeout', STEP_MS), retries, backoff_ms: durationOf(here, 'backoff', RETRY_MS) };
}

/** @param {Here} here @param {string} key @param {number} usual */
function durationOf({ reading, id, fields }, key, usual) {
  if (!fields.has(key)) return usual;
  const given = reading.valueOf(fields.get(key));
  const ms = readDuration(given);
  if (ms !== undefined && ms <= LONGEST_STEP_MS) return ms;
  reading.complain(fields.get(key), `${key} is ${JSON.stringify(given)}: expected ${DURATION_WORDS}, at most ${LONGEST_STEP_MS / 3_600_000}h`, id);
  return usual;
}

/**
 * @param {Here} here
 * @param {unknown} value
 * @param {string} key
 * @returns {(string | number)[][]}
 */
function usesOf({ reading, id, node, fields }, value, key) {
  try {
    return expressionsIn(value).flatMap(variablesOf);
  } catch (error) {
    if (key === 'instruction') return []; // a person reads it: {{ }} may mean something else to them
    reading.complain(fields.get(key) ?? node, `${key}: ${/** @type {Error} */ (error).message}`, id);
    return [];
  }
}

/** @param {Here} here @param {string} key @returns {string | undefined} */
function textOf({ reading, fields }, key) {
  const value = reading.valueOf(fields.get(key));
  return value === null || value === undefined || typeof value === 'object' ? undefined : String(value).trim();
}

/** @param {Omit<Step, 'fingerprint'>} step */
function fingerprintOf({ command, args, condition, instruction, parallel }) {
  return createHash('sha256').update(JSON.stringify([command, args, condition, instruction, parallel.map(({ fingerprint }) => fingerprint)])).digest('hex').slice(0, 16);
}
