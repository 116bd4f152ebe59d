/** `help`: the list of commands, or one command's options. */

import { renderCommandHelp, renderOverview } from '../cli/help.js';
import { requireCommand } from '../cli/parse.js';
import { COMMANDS, optionsOf } from '../cli/table.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ words }, { root }) {
  if (!words.command) return { data: { commands: COMMANDS.map(describe) }, text: () => renderOverview() };
  const command = requireCommand(words.command);
  return { data: describe(command), text: () => renderCommandHelp(command, root) };
}

/** @param {import('../cli/table.js').Command} command */
function describe(command) {
  const { name, summary, available, positionals } = command;
  return { name, summary, available, words: positionals, options: optionsOf(command) };
}
