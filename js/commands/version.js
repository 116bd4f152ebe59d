/** `version`: which version this is. */

/**
 * @param {import('../perform.js').Asked} _asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform(_asked, { version }) {
  return { data: { version }, text: () => version };
}
