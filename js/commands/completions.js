/** `completions`: a completion script for a shell. */

import { completionScript } from '../cli/completions.js';
import { LevError } from '../errors.js';

/**
 * @param {import('../perform.js').Asked} asked
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ words }) {
  if (!words.shell) throw new LevError('option_invalid', 'completions lacks the shell: write lev jepa completions bash, zsh or fish');
  const script = completionScript(words.shell);
  return { data: { shell: words.shell, script }, text: () => script };
}
