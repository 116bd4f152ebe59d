/** Asks whether what was shown is meant, unless that was said beforehand. It does not know what it is. */

import { LevError } from './errors.js';

/**
 * @param {string} shown What would be done, as a person reads it.
 * @param {{deed: string, question: string, isMeant: boolean}} asked `deed` goes on from "this would"; `isMeant`: it
 *   was said beforehand.
 * @param {import('./surroundings.js').Surroundings} around
 * @returns {Promise<boolean>}
 * @throws {LevError} `request_invalid`: nobody said so, and there is no terminal to ask at.
 */
export async function isMeant(shown, { deed, question, isMeant }, around) {
  if (isMeant) return true;
  if (!around.terminal.interactive) {
    throw new LevError('request_invalid', `this would ${deed}, and there is no terminal to ask at. If it is meant, add --yes\n${shown}`);
  }
  return around.ask(`${shown}\n${question} [y/N] `);
}
