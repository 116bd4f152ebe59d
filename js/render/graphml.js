/** A knowledge graph as GraphML (http://graphml.graphdrawing.org), as graph tools read it. */

const KEYS = /** @type {const} */ ([
  ['node', 'kind', 'string'], ['node', 'name', 'string'], ['node', 'count', 'int'],
  ['edge', 'manner', 'string'], ['edge', 'relation', 'string'], ['edge', 'strength', 'double'], ['edge', 'seen', 'int'],
]);

/**
 * @param {{nodes: any[], relations: any[]}} graph Of `GET /v1/understanding`.
 * @returns {string}
 */
export function graphml({ nodes, relations }) {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...KEYS.map(([of, name, type]) => `  <key id="${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`),
    '  <graph edgedefault="directed">',
    ...nodes.map(({ id, kind, name, count }) => `    <node id="${escaped(id)}">${facts({ kind, name, count })}</node>`),
    ...relations.map(({ source, target, manner, name, strength, count }) => `    <edge source="${escaped(source)}" target="${escaped(target)}">${facts({ manner, relation: name, strength, seen: count })}</edge>`),
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n');
}

/** @param {Record<string, unknown>} values */
function facts(values) {
  return Object.entries(values).map(([key, value]) => `<data key="${key}">${escaped(value)}</data>`).join('');
}

/**
 * XML has no place for control characters, even as references.
 * @param {unknown} value
 */
function escaped(value) {
  return String(value)
    .replaceAll(/(?![\n\t\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;').replaceAll('\t', '&#9;').replaceAll('\r', '&#13;');
}
