/**
 * Where the values of a JSON text stand in it, and how one is put in or cut out so that every other byte stays as it
 * is. Hooks are installed before any package is, so it is done here. It does not know what a hook is.
 *
 * @typedef {object} Item Of an object or a list.
 * @property {string | undefined} key
 * @property {number} start Of its key, where it has one.
 * @property {Value} value
 *
 * @typedef {object} Value
 * @property {number} start
 * @property {number} end
 * @property {Item[] | undefined} items Undefined of a text, number, boolean or null.
 */

const TOKEN = /"(?:[^"\\]+|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * The places in a text that `JSON.parse` takes.
 * @param {string} text
 * @returns {Value}
 */
export function placesIn(text) {
  const tokens = [...text.matchAll(TOKEN)].map((found) => ({ word: found[0], start: found.index }));
  let at = 0;
  return value();

  /** @returns {Value} */
  function value() {
    const { word, start } = tokens[at++];
    if (word !== '{' && word !== '[') return { start, end: start + word.length, items: undefined };
    const items = [];
    while (!']}'.includes(tokens[at].word)) {
      if (tokens[at].word === ',') at += 1;
      items.push(item(word === '{'));
    }
    return { start, end: tokens[at++].start + 1, items };
  }

  /** @param {boolean} isNamed @returns {Item} */
  function item(isNamed) {
    const { word, start } = tokens[at];
    if (isNamed) at += 2;
    return { key: isNamed ? JSON.parse(word) : undefined, start, value: value() };
  }
}

/**
 * What has a name in an object; of several the last, as `JSON.parse` has it.
 * @param {Value} object
 * @param {string} key
 * @returns {Item | undefined}
 */
export function itemOf(object, key) {
  return object.items?.findLast((item) => item.key === key);
}

/**
 * The text with one more item at the end of an object or a list, laid out as the others are.
 * @param {string} text
 * @param {Value} into
 * @param {string | undefined} key
 * @param {unknown} what
 * @returns {string}
 */
export function insert(text, into, key, what) {
  const items = /** @type {Item[]} */ (into.items);
  const last = items.at(-1);
  const { separator, indent } = layout(text, into);
  const name = key === undefined ? '' : `${JSON.stringify(key)}:${separator === '' ? '' : ' '}`;
  const body = name + written(what, separator, indent);
  if (last) return text.slice(0, last.value.end) + `,${separator}${body}` + text.slice(last.value.end);
  const tail = separator.slice(0, separator.length - indent.length);
  return text.slice(0, into.end - 1) + `${separator}${body}${tail}` + text.slice(into.end - 1);
}

/**
 * The text without an item; without what `insert` put around it, too.
 * @param {string} text
 * @param {Value} from
 * @param {Item} item
 * @returns {string}
 */
export function cut(text, from, item) {
  const items = /** @type {Item[]} */ (from.items);
  const index = items.indexOf(item);
  if (index > 0) return text.slice(0, items[index - 1].value.end) + text.slice(item.value.end);
  if (items.length > 1) return text.slice(0, item.start) + text.slice(items[1].start);
  return text.slice(0, item.start).replace(/\r?\n[ \t]*$/, '') + text.slice(from.end - 1);
}

/**
 * What stands before each item, and the indentation of one level; both empty where all is on one line.
 * @param {string} text
 * @param {Value} into
 */
function layout(text, into) {
  const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? '  ';
  const last = into.items?.at(-1);
  const lines = text.trim().includes('\n') || /^\{\s*\}$/.test(text.trim());
  const before = last && /\r?\n[ \t]*$/.exec(text.slice(0, last.start))?.[0];
  if (!lines || (last && !before)) return { separator: '', indent: '' };
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const line = text.slice(0, into.start).split('\n').at(-1) ?? '';
  return { separator: before || `${end}${/^[ \t]*/.exec(line)?.[0] ?? ''}${indent}`, indent };
}

/** @param {unknown} what @param {string} separator @param {string} indent */
function written(what, separator, indent) {
  return Buffer.from(JSON.stringify(what, null, indent).replaceAll('\n', separator), 'utf8').toString('latin1');
}
