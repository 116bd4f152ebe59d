/**
 * Hooks of Claude Code and Codex: entries of ours in their JSON file of hooks, known by the comment at the end of
 * their command. They are put into the text of the file and cut out of it, so that every other byte stays as it is;
 * what was there and empty is remembered in the comment, too. Texts are latin1, so that all bytes survive.
 */

import { join } from 'node:path';
import { LevError } from '../errors.js';
import { VERSION } from './block.js';
import { read } from './edit.js';
import { cut, insert, itemOf, placesIn } from './json-text.js';
import { quote } from './send.js';

/** @typedef {import('./targets.js').Place} Place */
/** @typedef {import('./targets.js').Target} Target */

const MARK = /# lev jepa hook, version (\d+)(?:, keep (list|hooks|settings|file))?$/;
const KEPT = /, keep \w+$/;
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
    install: (place) => [installed(agent, place)],
    uninstall: (place) => [uninstalled(agent, place)],
    version: (place) => versionIn(parse(read(settingsFile(agent, place)), settingsFile(agent, place))),
    isCurrent: (place) => commandsIn(parse(read(settingsFile(agent, place)), settingsFile(agent, place))).every((one) => !MARK.test(one) || [true, false].some((waits) => one.replace(KEPT, '') === command(agent, place, waits))),
  };
}

/** @param {string} agent @param {Place} place */
function settingsFile(agent, { env, home }) {
  if (agent === 'codex') return join(env.CODEX_HOME?.startsWith('/') ? env.CODEX_HOME : join(home, '.codex'), 'hooks.json');
  return join(env.CLAUDE_CONFIG_DIR?.startsWith('/') ? env.CLAUDE_CONFIG_DIR : join(home, '.claude'), 'settings.json');
}

/** @param {keyof typeof OF_TOOLS} agent @param {Place} place */
function installed(agent, place) {
  const path = settingsFile(agent, place);
  const before = read(path);
  const settings = parse(before, path);
  requireLists(settings, [...ANSWERED, ...OF_TOOLS[agent]], path);
  const after = withOurs(agent, withoutOurs(before, settings), place);
  const isSame = before !== null && JSON.stringify(parse(after, path)) === JSON.stringify(settings);
  return { path, before, after: isSame ? before : after, mode: 0o600 };
}

/** @param {string} agent @param {Place} place */
function uninstalled(agent, place) {
  const path = settingsFile(agent, place);
  const before = read(path);
  return { path, before, after: withoutOurs(before, parse(before, path)) };
}

/** @param {any} settings @param {string[]} events @param {string} path */
function requireLists({ hooks = {} }, events, path) {
  if (!isObject(hooks) || events.some((name) => !Array.isArray(hooks[name] ?? []) || hooks[name] === null)) throw foreign(path);
}

/** @typedef {import('./json-text.js').Value} Value */
/** @typedef {import('./json-text.js').Item} Item */

/** @param {keyof typeof OF_TOOLS} agent @param {string | null} text @param {Place} place @returns {string} */
function withOurs(agent, text, place) {
  const isBlank = text === null || text.trim() === '';
  return [...ANSWERED, ...OF_TOOLS[agent]].reduce((/** @type {string} */ before, name) => {
    const root = placesIn(before);
    const hooks = itemOf(root, 'hooks')?.value;
    const list = hooks && itemOf(hooks, name)?.value;
    const empty = emptyOf(isBlank ? { file: text === null ? undefined : root, hooks, list } : { settings: root, hooks, list });
    const entry = entryOf(agent, place, name, empty ? `, keep ${empty}` : '');
    if (list) return insert(before, list, undefined, entry);
    return hooks ? insert(before, hooks, name, [entry]) : insert(before, root, 'hooks', { [name]: [entry] });
  }, isBlank ? `{}${text ?? '\n'}` : text);
}

/** @param {string} agent @param {Place} place @param {string} name @param {string} keeps */
function entryOf(agent, place, name, keeps) {
  const waits = ANSWERED.includes(name);
  return { ...(!waits && { matcher: '*' }), hooks: [{ type: 'command', command: command(agent, place, waits) + keeps, timeout: LONGEST_S }] };
}

/** The innermost of what is there, if it is empty: it must stay when the entry goes. @param {Record<string, Value | undefined>} around From the outside. */
function emptyOf(around) {
  const [name, value] = Object.entries(around).findLast(([, one]) => one) ?? [];
  return value?.items?.length === 0 ? name : undefined;
}

/** @param {string | null} text @param {any} settings What is in it. @returns {string | null} */
function withoutOurs(text, settings) {
  const kept = new Set(commandsIn(settings).map((one) => MARK.exec(one)?.[2]));
  let left = text;
  for (let more = true; left !== null && more; ) {
    const path = left.trim() === '' ? undefined : pathOfOurs(left);
    more = path !== undefined;
    if (path) left = without(left, path, kept);
  }
  return left;
}

/**
 * Cut out one command, with all around it that is there for it alone.
 * @param {string} text
 * @param {Path} path
 * @param {Set<string | undefined>} kept
 */
function without(text, { levels, mark }, kept) {
  const isKept = [false, mark === 'list', kept.has('hooks'), kept.has('settings')];
  const at = levels.findIndex(([from], level) => (from.items ?? []).length > 1 || isKept[level]);
  if (at >= 0) return cut(text, ...levels[at]);
  const root = levels[levels.length - 1][0];
  return kept.has('file') ? text.slice(0, root.start) + text.slice(root.end) : null;
}

/** @typedef {{levels: [Value, Item][], mark: string | undefined}} Path From the command outwards: what it is in, and as what. */

/** The first command of ours. @param {string} text @returns {Path | undefined} */
function pathOfOurs(text) {
  const root = placesIn(text);
  const hooks = itemOf(root, 'hooks');
  for (const event of hooks?.value.items ?? []) {
    for (const entry of event.value.items ?? []) {
      const handlers = itemOf(entry.value, 'hooks')?.value;
      for (const handler of handlers?.items ?? []) {
        const { start, end } = itemOf(handler.value, 'command')?.value ?? { start: 0, end: 0 };
        const found = text[start] === '"' && MARK.exec(JSON.parse(text.slice(start, end)));
        if (found && hooks && handlers) return { levels: [[handlers, handler], [event.value, entry], [hooks.value, event], [root, hooks]], mark: found[2] };
      }
    }
  }
  return undefined;
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
  throw foreign(path);
}

/** @param {string} path */
function foreign(path) {
  return new LevError('hook_foreign', `${path} is not a JSON object with hooks by name, so nothing is put into it. Correct it, then repeat the command`);
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
