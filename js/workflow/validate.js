/**
 * Turns what was read into a workflow, or says all that is wrong with it and where. Steps are looked at by
 * validate-step.js; here is what holds for the file as a whole.
 */

import { nearest } from '../cli/nearest.js';
import { WORKFLOW_STEPS } from '../limits.js';
import { workflowInvalid } from './reading.js';
import { CONFIG_KEYS } from './shape.js';
import { readPolicy, readStep, slug } from './validate-step.js';

/**
 * @typedef {import('./reading.js').Reading} Reading
 * @typedef {import('./shape.js').Workflow} Workflow
 * @typedef {import('./shape.js').Step} Step
 * @typedef {import('./validate-step.js').Written} Written
 */

/**
 * Whether a reading says that it is a workflow, right or wrong.
 * @param {Reading} reading
 */
export function isWorkflow(reading) {
  const metadata = reading.fieldsOf(reading.fieldsOf(reading.root)?.get('metadata'));
  return reading.valueOf(metadata?.get('type')) === 'workflow';
}

/**
 * @param {Reading} reading
 * @returns {Workflow}
 * @throws {import('../errors.js').LevError} `workflow_invalid`, with the first problem; all are in `reading.problems`.
 */
export function requireWorkflow(reading) {
  const workflow = reading.problems.length === 0 ? readWorkflow(reading) : undefined;
  if (!workflow || reading.problems.length > 0) throw workflowInvalid(reading.file, reading.problems);
  return workflow;
}

/**
 * @param {Reading} reading Takes the problems.
 * @returns {Workflow | undefined}
 */
function readWorkflow(reading) {
  const top = reading.fieldsOf(reading.root);
  if (!top) return void reading.complain(reading.root, 'the file holds no map: expected metadata and workflow_config');
  const metadata = readMetadata(reading, top.get('metadata'));
  for (const key of ['steps', 'triggers']) if (top.has(key)) reading.complain(top.get(key), `${key} stands at the top: the host cannot load that, expected it under workflow_config`);
  const config = reading.fieldsOf(top.get('workflow_config'));
  if (!config) return void reading.complain(top.get('workflow_config') ?? reading.root, 'workflow_config is missing or no map: expected one with steps');
  refuseNearMisses(reading, config);
  const inputs = readInputs(reading, config.get('inputs'));
  const written = readSteps(reading, config, readPolicy(reading, config.get('on_failure'), 'stop'));
  requireEarlier(reading, written, Object.keys(inputs));
  return { ...metadata, file: reading.file, inputs, steps: written.map(({ step }) => step) };
}

/** @param {Reading} reading @param {import('yaml').Node | undefined} node */
function readMetadata(reading, node) {
  const fields = reading.fieldsOf(node);
  const type = reading.valueOf(fields?.get('type'));
  if (type !== 'workflow') reading.complain(fields?.get('type') ?? node ?? reading.root, `metadata.type is ${JSON.stringify(type)}: expected workflow`);
  const text = (/** @type {string} */ key) => {
    const value = reading.valueOf(fields?.get(key));
    return value === null || value === undefined ? '' : String(value);
  };
  const id = text('id') || slug(text('name'));
  if (fields && !id) reading.complain(node, 'metadata has no id: expected one, as in id: release-check');
  return { id, name: text('name') || id, description: text('description') };
}

/** @param {Reading} reading @param {Map<string, import('yaml').Node>} config */
function refuseNearMisses(reading, config) {
  for (const [key, node] of config) {
    const near = CONFIG_KEYS.includes(key) ? undefined : nearest(key, CONFIG_KEYS.filter((one) => !config.has(one)));
    if (near) reading.complain(node, `workflow_config has no key ${key}. Did you mean ${near}?`);
  }
}

/**
 * @param {Reading} reading
 * @param {import('yaml').Node | undefined} node
 * @returns {Record<string, unknown>}
 */
function readInputs(reading, node) {
  if (!node) return {};
  const fields = reading.fieldsOf(node);
  if (!fields) reading.complain(node, 'inputs is no map: expected names with what they are unless given, null where one must be given');
  return Object.fromEntries([...(fields ?? [])].map(([name, value]) => [name, reading.valueOf(value)]));
}

/**
 * @param {Reading} reading
 * @param {Map<string, import('yaml').Node>} config
 * @param {'stop' | 'continue'} policy
 * @returns {Written[]}
 */
function readSteps(reading, config, policy) {
  const nodes = reading.itemsOf(config.get('steps'));
  if (!nodes || nodes.length === 0) {
    const found = config.has('steps') ? (nodes ? 'empty' : 'no list') : 'missing';
    reading.complain(config.get('steps') ?? reading.root, `workflow_config.steps is ${found}: expected a list of steps, each with an id`);
    return [];
  }
  const steps = nodes.flatMap((node, place) => readStep(reading, node, { place: place + 1, policy }) ?? []);
  const all = steps.reduce((sum, { inside }) => sum + 1 + inside.length, 0);
  if (all > WORKFLOW_STEPS) reading.complain(config.get('steps'), `the workflow has ${all} steps: expected at most ${WORKFLOW_STEPS}`);
  return steps;
}

/**
 * Every step, groups and what is in them.
 * @param {readonly Step[]} steps
 * @returns {Step[]}
 */
export function flat(steps) {
  return steps.flatMap((step) => [step, ...step.parallel]);
}

/**
 * Ids are unique, and a variable names what stands before it: steps of a group cannot see each other.
 * @param {Reading} reading
 * @param {readonly Written[]} written
 * @param {readonly string[]} inputs
 */
function requireEarlier(reading, written, inputs) {
  const known = { steps: new Set(), outputs: new Set(), inputs: new Set(inputs) };
  const ids = new Set();
  for (const group of written) {
    const together = [group, ...group.inside];
    for (const { step, node, uses } of together) {
      if (ids.has(step.id)) reading.complain(node, 'the id stands twice: expected an id of its own', step.id);
      ids.add(step.id);
      for (const path of uses) requireKnown(reading, { step, node, path }, known);
    }
    for (const { step } of together) {
      known.steps.add(step.id);
      if (step.output) known.outputs.add(step.output);
    }
  }
}

/**
 * @param {Reading} reading
 * @param {{step: Step, node: import('yaml').Node, path: (string | number)[]}} use
 * @param {Record<string, Set<unknown>>} known
 */
function requireKnown(reading, { step, node, path: [root, name] }, known) {
  if (!Object.hasOwn(known, root)) reading.complain(node, `there is no variable ${root}: expected steps.ID, outputs.NAME or inputs.NAME`, step.id);
  else if (name !== undefined && !known[root].has(name)) {
    const near = nearest(String(name), [...known[root]].map(String));
    const hint = near ? `Did you mean ${near}?` : root === 'inputs' ? 'Name it under workflow_config.inputs' : 'Only what stands before the step has a value';
    reading.complain(node, `${root}.${name} is not known here. ${hint}`, step.id);
  }
}
