/**
 * Hooks of Claude Code and Codex: entries of ours in their JSON file of hooks, known by the comment at the end of
 * their command. Other entries stay, and where nothing else changed the file, its old bytes come back.
 */

import { join } from 'node:path';
import { LevError } from '../errors.js';
import { VERSION } from './block.js';
import { read } from './edit.js';
import { quote } from './send.js';

/** @typedef {import('./targets.js').Place} Place */
/** @typedef {import('./targets.js').Target} Target */

const MARK = /# lev jepa hook, version (\d+)$/;
const ANSWER_S = 0.25;
const TOLD_S = 1;
const LONGEST_S = 2;

/** The hooks that wait for an answer, which the agent reads; and those at each tool call, which wait for nothing. */
const ANSWERED = ['SessionStart', 'UserPromptSubmit'];
const OF_TOOLS = { 'claude-code': ['PostToolUse', 'PostToolUseFailure'], codex: ['PostToolUse'] };

/**
 * The hook of an agent.
 * @param {keyof typeof OF_TOOLS} agent
 * @returns {Target}
 */
export function agentTarget(agent) {
  return {
    name: agent,
    consent: 'agent',
    startAgain: agent === 'codex' ? 'Start Codex again; it runs the hooks once you trusted them, in /hooks.' : 'It holds for sessions that start from now on.',
    path: (place) => settingsFile(agent, place),
    install: (place) => [changed(agent, place, (settings) => withOurs(agent, withoutOurs(settings), place))],
    uninstall: (place) => [changed(agent, place, withoutOurs)],
    version: (place) => versionIn(parse(read(settingsFile(agent, place)), settingsFile(agent, place))),
    isCurrent: (place) => commandsIn(parse(read(settingsFile(agent, place)), settingsFile(agent, place))).every((one) => !MARK.test(one) || [true, false].some((waits) => one === command(agent, place, waits))),
  };
}

/** @param {string} agent @param {Place} place */
function settingsFile(agent, { env, home }) {
  if (agent === 'codex') return join(env.CODEX_HOME?.startsWith('/') ? env.CODEX_HOME : join(home, '.codex'), 'hooks.json');
  return join(env.CLAUDE_CONFIG_DIR?.startsWith('/') ? env.CLAUDE_CONFIG_DIR : join(home, '.claude'), 'settings.json');
}

/**
 * @param {keyof typeof OF_TOOLS} agent
 * @param {Place} place
 * @param {(settings: any) => any} change
 */
function changed(agent, place, change) {
  const path = settingsFile(agent, place);
  const before = read(path);
  const settings = parse(before, path);
  const next = change(settings);
  if (JSON.stringify(next) === JSON.stringify(settings)) return { path, before, after: before };
  const isEmpty = Object.keys(next).length === 0;
  return { path, before, after: isEmpty ? null : print(next, before), mode: 0o600 };
}

/** @param {keyof typeof OF_TOOLS} agent @param {any} settings @param {Place} place */
function withOurs(agent, settings, place) {
  const hooks = { ...settings.hooks };
  for (const name of [...ANSWERED, ...OF_TOOLS[agent]]) {
    const waits = ANSWERED.includes(name);
    const ours = { type: 'command', command: command(agent, place, waits), timeout: LONGEST_S };
    hooks[name] = [...(hooks[name] ?? []), { ...(!waits && { matcher: '*' }), hooks: [ours] }];
  }
  return { ...settings, hooks };
}

/** @param {any} settings */
function withoutOurs(settings) {
  if (!commandsIn(settings).some((one) => MARK.test(one))) return settings;
  const left = Object.entries(settings.hooks).map(([name, entries]) => [name, dropOurs(entries)]).filter(([, entries]) => entries.length > 0);
  return Object.fromEntries(Object.entries({ ...settings, hooks: Object.fromEntries(left) }).filter(([key]) => key !== 'hooks' || left.length > 0));
}

/** @param {any} entries */
function dropOurs(entries) {
  if (!Array.isArray(entries)) return entries;
  return entries.flatMap((entry) => {
    if (!Array.isArray(entry?.hooks) || !entry.hooks.some(isOurs)) return [entry];
    const others = entry.hooks.filter((/** @type {any} */ one) => !isOurs(one));
    return others.length > 0 ? [{ ...entry, hooks: others }] : [];
  });
}

/** @param {any} one */
function isOurs(one) {
  return typeof one?.command === 'string' && MARK.test(one.command);
}

/**
 * Where the script is gone it is silent and succeeds, too, and lets the agent say what it has to say.
 * @param {string} agent
 * @param {Place} place
 * @param {boolean} waits
 */
function command(agent, { send }, waits) {
  const script = quote(send);
  return `[ -x ${script} ] && exec ${script} /v1/hooks/agents/${agent} ${waits ? ANSWER_S : `${TOLD_S} later`} || cat >/dev/null # lev jepa hook, version ${VERSION}`;
}

/** @param {any} settings @returns {string[]} */
function commandsIn(settings) {
  const entries = Object.values(settings.hooks ?? {}).flat();
  return entries.flatMap((/** @type {any} */ entry) => (Array.isArray(entry?.hooks) ? entry.hooks : [])).map((/** @type {any} */ one) => one?.command).filter((one) => typeof one === 'string');
}

/** @param {any} settings */
function versionIn(settings) {
  const found = commandsIn(settings).map((one) => MARK.exec(one)?.[1]).find(Boolean);
  return found === undefined ? undefined : Number(found);
}

/** @param {string | null} text @param {string} path */
function parse(text, path) {
  if (text === null || text.trim() === '') return {};
  try {
    const value = JSON.parse(Buffer.from(text, 'latin1').toString('utf8'));
    const hooks = value?.hooks ?? {};
    if (isObject(value) && isObject(hooks)) return value;
  } catch {
    // told below
  }
  throw new LevError('hook_foreign', `${path} is not a JSON object with hooks by name, so nothing is put into it. Correct it, then repeat the command`);
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * As the file was written before: its indentation, and a line end if it had one.
 * @param {any} settings
 * @param {string | null} before
 */
function print(settings, before) {
  const indent = /^[ \t]+(?=")/m.exec(before ?? '')?.[0] ?? '  ';
  const end = before === null || before.endsWith('\n') ? '\n' : '';
  return Buffer.from(JSON.stringify(settings, null, indent) + end, 'utf8').toString('latin1');
}
