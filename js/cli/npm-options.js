/**
 * Options that npm kept for itself: `npm run lev jepa predict --json` hands over no `--json` but sets
 * `npm_config_json`. Switches are honoured; for the others the user is told to write two dashes.
 */

import { LevError } from '../errors.js';
import { findCommand, optionsOf } from './table.js';

/** Names under which npm files an option of ours. */
const FILED_AS = Object.freeze(/** @type {Record<string, string>} */ ({ k: 'key' }));

/** npm sets these from its own settings too, or they do what cannot be undone. */
const NEVER_HONOURED = Object.freeze(['yes', 'help', 'project']);

/**
 * Give the words back that npm swallowed.
 * @param {readonly string[]} argv The words after `jepa`.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 * @throws {LevError} `option_invalid` where a value was swallowed.
 */
export function restoreFromNpm(argv, env) {
  if (env.npm_lifecycle_event !== 'lev' || !argv[0]) return [...argv];
  const command = findCommand(argv[0]);
  if (!command) return [...argv];
  const restored = [...argv];
  for (const option of optionsOf(command)) {
    const value = env[`npm_config_${FILED_AS[option.name] ?? option.name}`];
    if (!value || value === 'false' || argv.includes(`--${option.name}`)) continue;
    if (option.type !== 'boolean' || NEVER_HONOURED.includes(option.name)) throw swallowed(argv, option);
    restored.push(`--${option.name}`);
  }
  return restored;
}

/**
 * @param {readonly string[]} argv
 * @param {import('./table.js').Option} option
 */
function swallowed(argv, option) {
  const value = option.type === 'boolean' ? '' : ` ${option.value}`;
  return new LevError('option_invalid', `npm kept --${option.name} for itself. Write two dashes before the options: npm run lev jepa ${argv[0]} -- --${option.name}${value}`);
}
