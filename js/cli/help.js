/** Writes the help from the command table; plugin.yaml describes the commands that it declares. */

import { declarationOf, optionWords } from '../manifest.js';
import { COMMANDS, EVERYWHERE } from './table.js';

/** @typedef {import('./table.js').Command} Command */
/** @typedef {import('./table.js').Option} Option */

/** @returns {string} */
export function renderOverview() {
  const rows = COMMANDS.map(({ name, summary, available }) => [name, available ? summary : `${summary} (not available yet)`]);
  return [
    'Usage: lev jepa <command> [options]',
    '',
    ...columns(rows),
    '',
    'Every command:',
    ...columns(EVERYWHERE.map((option) => [usageOf(option), option.description])),
    '',
    "One command's options: lev jepa help <command>. Through npm, options come behind two dashes:",
    'npm run lev jepa predict -- --k 5',
  ].join('\n');
}

/**
 * @param {Command} command
 * @param {string} root Where plugin.yaml is.
 * @returns {string}
 */
export function renderCommandHelp(command, root) {
  const declared = declarationOf(command.name, root);
  const words = command.positionals.map((one) => ` ${one.value ?? `[${one.choices?.join('|') ?? one.name}]`}`).join('');
  const rows = command.options.map((option) => [usageOf(option), optionWords(declared, option.name) ?? option.description]);
  return [
    `Usage: lev jepa ${command.name}${words}${rows.length > 0 ? ' [options]' : ''}`,
    '',
    declared?.description ?? sentence(command.available ? command.summary : `${command.summary}. Not available yet`),
    '',
    ...(rows.length > 0 ? [...columns(rows), ''] : []),
    'Every command:',
    ...columns(EVERYWHERE.map((option) => [usageOf(option), option.description])),
  ].join('\n');
}

/** @param {Option} option */
function usageOf({ name, type, value, choices, repeated }) {
  const shown = type === 'boolean' ? '' : ` ${choices?.join('|') ?? value}`;
  return `--${name}${shown}${repeated ? ' ...' : ''}`;
}

/** @param {string[][]} rows */
function columns(rows) {
  const width = Math.min(32, Math.max(...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, right]) => (left.length > width ? [`  ${left}`, `  ${' '.repeat(width)}  ${right}`] : [`  ${left.padEnd(width)}  ${right}`]));
}

/** @param {string} words */
function sentence(words) {
  return `${words[0].toUpperCase()}${words.slice(1)}.`;
}
