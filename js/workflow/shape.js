/**
 * What a workflow is made of: the keys of the file, and the plain objects that they become. The host's own
 * keys are named so that its files pass; docs/reference/workflows.md says what each of ours does.
 */

/**
 * @typedef {import('./expression.js').Tree} Tree
 *
 * @typedef {object} Step
 * @property {string} id
 * @property {string} name
 * @property {number} line
 * @property {string | null} instruction For a person or an agent: shown, never executed.
 * @property {string | null} command Of this plugin.
 * @property {Record<string, any>} args Of the command; may hold `{{variables}}`.
 * @property {Tree | null} when
 * @property {string} condition As it was written; empty without one.
 * @property {number} timeout_ms
 * @property {number} retries
 * @property {number} backoff_ms Before the first retry.
 * @property {'stop' | 'continue'} onFailure
 * @property {string | null} output The name under which `outputs` has its data.
 * @property {Step[]} parallel Steps that are done at the same time; empty unless this is a group.
 * @property {string} fingerprint Of all that decides what it does: another one is another step.
 *
 * @typedef {object} Workflow
 * @property {string} id
 * @property {string} name
 * @property {string} description
 * @property {string} file
 * @property {Record<string, unknown>} inputs Names and what they are unless given; null where one must be given.
 * @property {Step[]} steps
 */

/** The plugin's names in a step. */
export const PLUGINS = Object.freeze(['jepa', 'jepa-learning', '@lev-os/jepa-learning']);

/** The commands that a step may name: none asks a question, changes a file or erases anything. */
export const STEP_COMMANDS = Object.freeze(['predict', 'learn', 'related', 'search', 'evaluate', 'status', 'optimize', 'adapt']);

/** Of commands that do more than a step may: the options of theirs that only read. */
export const READING_OPTIONS = Object.freeze(/** @type {Record<string, readonly string[]>} */ ({ optimize: ['report', 'audit'], adapt: [] }));

/** Our keys of `workflow_config`; the host lets it hold anything else, so that only near misses are wrong. */
export const CONFIG_KEYS = Object.freeze(['steps', 'on_failure', 'inputs']);

/** Keys of a step that calls a command. */
export const COMMAND_KEYS = Object.freeze(['id', 'name', 'description', 'plugin', 'command', 'args', 'when', 'timeout', 'retries', 'backoff', 'on_failure', 'output']);

/** Keys of a step for a person or an agent: ours, then the host's. */
export const INSTRUCTION_KEYS = Object.freeze([
  'id', 'name', 'description', 'instruction', 'when', 'timeout', 'on_failure', 'output', 'parallel',
  'step', 'agent', 'personality', 'pattern', 'template', 'prompt', 'focus', 'action', 'complexity_level', 'context_requirements', 'context_injection',
  'retries', 'when_semantic', 'if_semantic', 'while_semantic', 'confidence', 'confidence_threshold', 'threshold', 'criteria', 'message', 'options', 'validation',
]);

/** Keys of a group, beside its steps. */
export const GROUP_KEYS = Object.freeze(['id', 'name', 'description', 'step', 'when', 'on_failure', 'parallel']);

/** The keys whose text tells a person what to do, the best one first. */
export const TELLING_KEYS = Object.freeze(['instruction', 'prompt', 'action', 'description', 'template', 'focus']);

/** What `on_failure` may say. */
export const POLICIES = Object.freeze(['stop', 'continue']);

/**
 * Every step, a group before what is in it.
 * @param {readonly Step[]} steps
 * @returns {Step[]}
 */
export function flat(steps) {
  return steps.flatMap((step) => [step, ...step.parallel]);
}
