/** Finds the valid word that is closest to a misspelt one. */

/**
 * The nearest of the words, or undefined where none is near.
 * @param {string} word
 * @param {readonly string[]} words
 * @returns {string | undefined}
 */
export function nearest(word, words) {
  const ranked = words.map((candidate) => ({ candidate, edits: distance(word, candidate) }));
  ranked.sort((one, other) => one.edits - other.edits);
  const best = ranked[0];
  const near = Math.max(2, Math.floor(word.length / 3)); // two slips of the finger, more in a long word
  if (best && best.edits <= near && best.edits < best.candidate.length) return best.candidate;
  return words.find((candidate) => word.length > 1 && candidate.startsWith(word));
}

/**
 * Levenshtein distance: https://en.wikipedia.org/wiki/Levenshtein_distance
 * @param {string} one
 * @param {string} other
 * @returns {number}
 */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 1; line <= one.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= other.length; column += 1) {
      const swap = row[column - 1] + (one[line - 1] === other[column - 1] ? 0 : 1);
      next.push(Math.min(swap, row[column] + 1, next[column - 1] + 1));
    }
    row = next;
  }
  return row[other.length];
}
