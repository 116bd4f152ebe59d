/**
 * jepa-learning in opencode 1 and 2: tells the sidecar of each prompt and each tool call, and the agent of a whisper.
 * Silent while the sidecar is away; it starts no sidecar, changes no call, and fails no prompt.
 */
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';

const send = '@SEND@';
const socket = '@SOCKET@';
const ANSWER_S = 0.25;
const STUCK_MS = 1000;
const OLD_MS = 60_000;
const LONGEST = 4096;
const MOST = 1000;
const PATCH_BEGINS = '*** Begin Patch';
const PATCHED = /^\*\*\* (?:Add|Update|Delete) File: .+$/gm;
const MOST_FILES = 32;

export default { id: 'jepa-learning', server: inOpencode1, setup: inOpencode2 };

/** @param {{directory: string}} here */
async function inOpencode1({ directory }) {
  /** @type {Set<string>} */
  const told = new Set();
  return {
    /** @param {{sessionID: string}} asked @param {{message: {id: string}, parts: any[]}} given */
    'chat.message': async ({ sessionID }, { message, parts }) => {
      const words = parts.filter((part) => part.type === 'text' && !part.synthetic && !part.ignored).map((part) => part.text);
      const whisper = await ask(sessionID, directory, words.join('\n'));
      const last = parts.at(-1)?.id; // they are read in the order of their ids
      if (whisper && last) parts.push({ id: `${last}w`, sessionID, messageID: message.id, type: 'text', text: whisper, synthetic: true });
    },
    /** @param {{event: any}} given */
    event: async ({ event }) => {
      const part = event?.type === 'message.part.updated' ? event.properties?.part : undefined;
      if (part?.type !== 'tool' || !part.state?.time?.end || told.has(part.callID)) return;
      if (Date.now() - part.state.time.end > OLD_MS) return; // a session that is copied or shortened tells its calls again
      if (told.size >= MOST) told.clear();
      told.add(part.callID);
      tell(part.sessionID, directory, part.tool, part.state.input, part.state.status === 'error' || hasFailed(part.state.metadata));
    },
  };
}

/** @param {any} context Of opencode 2; one that runs inside opencode 1 has no sessions and no tools. */
async function inOpencode2(context) {
  if (!context.session?.hook || !context.tool?.hook) return;
  const directory = context.location?.directory ?? process.cwd();
  await context.session.hook('prompt', async (/** @type {any} */ event) => {
    const whisper = await ask(event.sessionID, directory, event.prompt.text);
    if (whisper) event.prompt.text += `\n\n${whisper}`;
  });
  await context.tool.hook('execute.after', async (/** @type {any} */ event) => {
    tell(event.sessionID, directory, event.tool, event.input, event.status === 'error' || hasFailed(event.result?.metadata));
  });
}

/** @param {any} facts */
function hasFailed(facts) {
  return typeof facts?.exit === 'number' && facts.exit !== 0;
}

/**
 * What is to be said to the agent beside the prompt; nothing where nobody answers in time.
 * @param {string} session
 * @param {string} directory
 * @param {string} prompt
 * @returns {Promise<string | undefined>}
 */
function ask(session, directory, prompt) {
  if (!existsSync(socket) || !prompt?.trim()) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const child = start([String(ANSWER_S)], 'pipe', { hook_event_name: 'UserPromptSubmit', session_id: session, cwd: directory, prompt: prompt.slice(0, LONGEST) });
    const stuck = setTimeout(() => child.kill('SIGKILL'), STUCK_MS);
    let answer = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ part) => (answer += part));
    for (const end of ['error', 'close']) child.on(end, () => (clearTimeout(stuck), resolve(contextIn(answer))));
  });
}

/** @param {string} answer */
function contextIn(answer) {
  try {
    return JSON.parse(answer).hookSpecificOutput.additionalContext;
  } catch {
    return undefined;
  }
}

/** @param {string} session @param {string} directory @param {string} tool @param {any} input @param {boolean} failed */
function tell(session, directory, tool, input, failed) {
  if (!existsSync(socket)) return;
  const texts = Object.entries(input ?? {}).filter(([, value]) => typeof value === 'string');
  const given = Object.fromEntries(texts.map(([name, value]) => [name, brief(value)]));
  start(['1'], 'ignore', { hook_event_name: failed ? 'PostToolUseFailure' : 'PostToolUse', session_id: session, cwd: directory, tool_name: tool, tool_input: given }).unref();
}

/** The beginning of an argument; of a patch which files it changes, wherever in it they stand. @param {string} value */
function brief(value) {
  if (!value.trimStart().startsWith(PATCH_BEGINS)) return value.slice(0, LONGEST);
  const files = [...new Set(value.match(PATCHED))];
  return [PATCH_BEGINS, ...files.slice(0, MOST_FILES)].join('\n');
}

/** @param {string[]} words @param {'pipe' | 'ignore'} answer @param {object} said @returns {any} */
function start(words, answer, said) {
  /** @type {any} */
  const child = spawn(send, ['/v1/hooks/agents/opencode', ...words], { stdio: ['pipe', answer, 'ignore'], detached: answer === 'ignore' });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(said));
  return child;
}
