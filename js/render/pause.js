/** What `pause` and `resume` print. */

/**
 * @param {{until: number | null}} pause `until` in seconds since the epoch.
 * @returns {string}
 */
export function renderPause({ until }) {
  if (until === null) return 'There is no pause: hooks are heard, and learning goes on in the background.';
  return `Paused until ${untilWords(until)}. What you ask for by hand still works. End it with: lev jepa resume`;
}

/**
 * A time of the near future, as a person reads it.
 * @param {number} until In seconds since the epoch.
 */
export function untilWords(until) {
  const end = new Date(until * 1000);
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  return `${end.getFullYear()}-${two(end.getMonth() + 1)}-${two(end.getDate())} ${two(end.getHours())}:${two(end.getMinutes())}`;
}
