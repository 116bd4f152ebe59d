/**
 * Does a parsed command: loads its file in js/commands/ and hands it the surroundings. Both the command
 * line and the host go through here.
 */

import { requireCommand } from './cli/parse.js';
import { LevError } from './errors.js';

/**
 * @typedef {import('./cli/parse.js').Asked} Asked
 * @typedef {import('./surroundings.js').Surroundings} Surroundings
 *
 * @typedef {object} Outcome
 * @property {unknown} data What `--json` prints.
 * @property {() => string | Promise<string>} text What a person reads.
 * @property {number} [exitCode] 0 unless given.
 * @property {boolean} [silent] Nothing is to be printed: the command has said what it had to say.
 */

/**
 * @param {Asked} asked
 * @param {Surroundings} around
 * @returns {Promise<Outcome>}
 * @throws {LevError}
 */
export async function perform(asked, around) {
  const { command, options } = asked;
  if (options.help && command.name !== 'help') return perform({ command: requireCommand('help'), options: {}, words: { command: command.name } }, around);
  if (!command.available) throw notAvailable(command.name);
  const module = await import(`./commands/${command.name}.js`);
  return module.perform(asked, around);
}

/** @param {string} name */
function notAvailable(name) {
  return new LevError('not_available', `lev jepa ${name} is not available yet: see what works with: lev jepa help`, { exitCode: 2 });
}
