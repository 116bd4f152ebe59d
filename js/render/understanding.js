/** What `understand` prints: docs/reference/cli.md has the look. */

import { counted, printable, unlearnt } from './text.js';

/** @type {readonly [string, string][]} */
const TOPICS = [
  ['follows', 'What follows what'],
  ['together', 'What changes together'],
  ['when', 'When'],
  ['duration', 'How long'],
  ['failure', 'What fails'],
  ['change', 'What changed'],
];

/**
 * @param {any} understood Of `GET /v1/understanding`.
 * @param {string} [file] Where the graph was written.
 * @returns {string}
 */
export function renderUnderstanding({ name, author, agent, acts, commits, first, last, insights, graph }, file) {
  const range = first === null ? '' : `, ${day(first)} to ${day(last)}`;
  const whose = [agent && (agent === 'any' ? 'all agents' : `agent ${printable(agent)}`), author && `author ${printable(author)}`].filter(Boolean).map((one) => `, ${one}`).join('');
  const heading = `${name === null ? 'everywhere' : printable(name)}${whose} · ${counted(acts, 'command, call or step', 'commands, calls and steps')}, ${counted(commits, 'commit')}${range}`;
  const sections = TOPICS.flatMap(([topic, title]) => {
    const said = insights.filter((/** @type {any} */ one) => one.topic === topic);
    return said.length ? ['', title, ...said.map((/** @type {any} */ one) => `  ${printable(one.words)}`)] : [];
  });
  const written = file && graph ? ['', `Wrote ${counted(graph.nodes.length, 'thing')} and ${counted(graph.relations.length, 'relation')} to ${printable(file)}${graph.left_out ? `, ${counted(graph.left_out, 'thing')} left out` : ''}.`] : [];
  const unknown = author || agent ? [] : unlearnt({ name, commits });
  return [heading, ...unknown, ...(sections.length ? sections : ['', '  Nothing happened often enough to be said.']), ...written].join('\n');
}

/** @param {number} time In seconds since the epoch. */
function day(time) {
  return new Date(time * 1000).toISOString().slice(0, 10);
}
