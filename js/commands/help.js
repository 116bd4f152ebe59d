/** `help`: the list of commands, or one command's options. */

import { renderCommandHelp, renderOverview } from '../cli/help.js';
import { LevError } from '../errors.js';
import { nearest } from '../cli/nearest.js';
import { COMMANDS, findCommand, optionsOf } from '../cli/table.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ words }, { root }) {
  if (!words.command) return { data: { commands: COMMANDS.map(describe) }, text: () => renderOverview() };
  const command = findCommand(words.command);
  if (command) return { data: describe(command), text: () => renderCommandHelp(command, root) };
  const near = nearest(words.command, COMMANDS.map((one) => one.name));
  throw new LevError('command_unknown', `there is no command ${JSON.stringify(words.command)}. ${near ? `Did you mean ${near}?` : 'The commands are listed by: lev jepa help'}`);
}

/** @param {import('../cli/table.js').Command} command */
function describe(command) {
  const { name, summary, available, positionals } = command;
  return { name, summary, available, words: positionals, options: optionsOf(command) };
}
