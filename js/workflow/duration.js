/** How long: `30` (seconds), `500ms`, `30s`, `5m`, `2h`, and how a person reads it. */

const UNITS_MS = Object.freeze(/** @type {Record<string, number>} */ ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }));

/** What is expected, in words. */
export const DURATION_WORDS = 'seconds as a number, or a text such as 500ms, 30s, 5m, 2h';

/**
 * @param {unknown} given
 * @returns {number | undefined} Milliseconds, above 0; undefined of anything that is no duration.
 */
export function readDuration(given) {
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(typeof given === 'number' || typeof given === 'string' ? String(given).trim() : '');
  const ms = found ? Number(found[1]) * UNITS_MS[found[2] ?? 's'] : 0;
  return ms > 0 ? ms : undefined;
}

/**
 * @param {number} ms
 * @returns {string} As in `0.8 s`, `12 s`, `3 min`, `1 h 05 min`.
 */
export function durationWords(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
