/**
 * The one table of commands and options. The parser, the help, the completions, the schemas of the host
 * tools and a test of docs/reference/cli.md all read it. It does not know what a command does:
 * js/commands/ has one file for each.
 */

/**
 * @typedef {object} Option
 * @property {string} name Without dashes.
 * @property {'boolean' | 'string' | 'integer' | 'date' | 'path'} type
 * @property {string} description
 * @property {string} [value] The word that stands for the value in help.
 * @property {readonly string[]} [choices]
 * @property {boolean} [repeated]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number | string} [default] What the command does without it.
 */

/**
 * @typedef {object} Positional
 * @property {string} name
 * @property {string} description
 * @property {readonly string[]} [choices]
 * @property {string} [value] What stands for it in help; its name unless given.
 * @property {'path'} [type] What completions offer for it.
 * @property {boolean} [rest] It takes all the words that are left, as one text.
 */

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {string} summary
 * @property {readonly Option[]} options
 * @property {readonly Positional[]} positionals The parser lets all of them be left out; a command may need one.
 * @property {boolean} available
 * @property {boolean} [isTool] Offered to hosts as a tool; plugin.yaml describes it as `jepa_<name>`.
 */

/** What an activity can be. */
export const KINDS = Object.freeze(['file', 'command', 'step', 'tool', 'context']);

/** Options of every command. */
export const EVERYWHERE = Object.freeze(/** @type {Option[]} */ ([
  { name: 'json', type: 'boolean', description: 'print one JSON document and nothing else' },
  { name: 'project', type: 'path', value: 'DIR', description: 'the project (default: the repository of the current directory)' },
  { name: 'quiet', type: 'boolean', description: 'no progress' },
  { name: 'help', type: 'boolean', description: "print the command's options" },
]));

/** @type {Option[]} */
const PREDICT = [
  { name: 'intent', type: 'string', value: 'WORDS', description: 'what you set out to do' },
  { name: 'kind', type: 'string', value: 'KIND', choices: KINDS, repeated: true, description: 'only this kind' },
  { name: 'k', type: 'integer', value: 'N', minimum: 1, maximum: 50, default: 5, description: 'candidates of each kind' },
  { name: 'horizon', type: 'integer', value: 'N', minimum: 1, maximum: 128, default: 1, description: 'a rollout of N steps' },
  { name: 'known', type: 'path', value: 'PATH', repeated: true, description: 'a file of the open change (default: what git says is modified)' },
  { name: 'explain', type: 'boolean', description: "show each manifold's share" },
  { name: 'offline', type: 'boolean', description: 'ask only what is learnt already, import nothing' },
];

/** @type {Option[]} */
const LEARN = [
  { name: 'source', type: 'string', value: 'NAME', choices: ['git', 'shell', 'claude-code', 'jsonl'], repeated: true, description: 'only this source (default: all that is consented)' },
  { name: 'file', type: 'path', value: 'PATH', description: 'JSON lines of events; - is stdin' },
  { name: 'format', type: 'string', value: 'NAME', choices: ['jsonl', 'github-run', 'github-workflow'], default: 'jsonl', description: 'what is in --file' },
  { name: 'since', type: 'date', value: 'DATE', description: 'only what happened since (ISO 8601)' },
  { name: 'train', type: 'boolean', description: 'then train the networks on the whole event log; Ctrl-C stops, the next time goes on' },
];

/** @type {Option[]} */
const EVALUATE = [
  { name: 'kind', type: 'string', value: 'KIND', choices: ['file', 'command', 'step', 'tool'], default: 'file', description: 'which kind of event' },
  { name: 'last', type: 'integer', value: 'N', minimum: 1, description: 'score the last N questions (default: the newer half)' },
  { name: 'without', type: 'string', value: 'MANIFOLD', repeated: true, description: 'leave a manifold out' },
];

/** @type {Positional[]} */
const ABOUT = [{ name: 'about', value: 'FILE|"words"', type: 'path', rest: true, description: 'a file of the project, or an intent or topic in words' }];

/** @type {Option[]} */
const RELATED = [{ name: 'k', type: 'integer', value: 'N', minimum: 1, maximum: 50, default: 10, description: 'at most so many' }];

/** @type {Positional[]} */
const WORDS = [{ name: 'words', value: '"words"', rest: true, description: 'what to look for: words, part of a name, or the beginning of a commit id' }];

/** @type {Option[]} */
const SEARCH = [
  { name: 'kind', type: 'string', value: 'KIND', choices: [...KINDS, 'case'], repeated: true, description: 'only this kind; a case is a past commit, session or run' },
  { name: 'k', type: 'integer', value: 'N', minimum: 1, maximum: 50, default: 10, description: 'at most so many' },
];

/** @type {Option[]} */
const DRIFT = [{ name: 'kind', type: 'string', value: 'KIND', choices: KINDS, repeated: true, description: 'only this kind (default: all of which something is known)' }];

/** @type {Option[]} */
const FORGET = [
  { name: 'source', type: 'string', value: 'NAME', description: 'only events of this source' },
  { name: 'before', type: 'date', value: 'DATE', description: 'only what happened before (ISO 8601)' },
  { name: 'yes', type: 'boolean', description: 'no question' },
];

/** @type {Positional[]} */
const CONSENT = [
  { name: 'source', choices: ['git', 'code', 'files', 'shell', 'agent', 'claude-code', 'jsonl', 'autonomous'], description: 'what may be read, or changed without a question' },
  { name: 'word', choices: ['on', 'off'], description: 'yes or no' },
];

/** @type {Option[]} */
const CONSENT_OPTIONS = [{ name: 'everywhere', type: 'boolean', description: 'for all projects' }];

/** @type {Option[]} */
const MCP = [{ name: 'write', type: 'boolean', description: 'offer the tools that change what is learnt, too' }];

/** @type {Option[]} */
const TRAIN_BASE = [
  { name: 'kind', type: 'string', value: 'KIND', choices: ['file', 'sequence'], default: 'file', description: 'which network' },
  { name: 'repos', type: 'path', value: 'DIR', description: 'a folder of clones to train on' },
  { name: 'out', type: 'path', value: 'DIR', description: 'where the model goes' },
  { name: 'folds', type: 'integer', value: 'N', minimum: 2, description: 'measure it first, in so many folds of the repositories' },
  { name: 'any-licence', type: 'boolean', description: 'train on repositories without a permissive licence too' },
  { name: 'list', type: 'boolean', description: 'train nothing: say what is in --repos' },
  { name: 'facts', type: 'path', value: 'FILE', description: 'train nothing: write the card of the model in --out from these facts' },
];

/** @type {Positional[]} */
const HOOK = [
  { name: 'action', choices: ['install', 'uninstall'], description: 'put it in, or take it out' },
  { name: 'target', choices: ['claude-code', 'codex', 'opencode', 'git', 'zsh', 'bash', 'fish'], description: 'what it is for' },
];

/** @type {Option[]} */
const HOOK_OPTIONS = [
  { name: 'dry-run', type: 'boolean', description: 'change nothing, print what would change' },
  { name: 'yes', type: 'boolean', description: 'no question' },
];

/** @type {Positional[]} */
const PAUSE = [{ name: 'time', value: 'TIME', description: 'how long: 30m, 1h, 2d (default: 1h)' }];

/** @type {Positional[]} */
const WHISPER = [
  { name: 'action', choices: ['list', 'why', 'dismiss', 'off', 'on'], description: 'list them (the default), say why one was shown or not, dismiss one, or switch all off or on' },
  { name: 'id', value: 'ID', description: 'of why and dismiss: which one' },
];

/** @type {Option[]} */
const WHISPER_OPTIONS = [
  { name: 'withheld', type: 'boolean', description: 'of list: those too that were not shown' },
  { name: 'k', type: 'integer', value: 'N', minimum: 1, maximum: 200, default: 20, description: 'of list: at most so many' },
];

/** @type {Positional[]} */
const MEMORY = [{ name: 'action', choices: ['migrate'], description: 'move it' }];

/** @type {Positional[]} */
const MODELS = [
  { name: 'action', choices: ['promote', 'rollback'], description: 'let a version answer, or go back to the one before' },
  { name: 'version', description: 'of promote: which one' },
];

/** @type {Option[]} */
const MODELS_OPTIONS = [{ name: 'kind', type: 'string', value: 'KIND', choices: ['file', 'sequence'], description: 'of rollback: only this kind' }];

/** @type {Positional[]} */
const FEEDBACK = [
  { name: 'verdict', choices: ['accept', 'dismiss'], description: 'what you say of it; without, the suggestions of late are listed' },
  { name: 'id', description: 'of the suggestion, as predict shows it; its first four characters are enough' },
];

/** @type {Option[]} */
const FEEDBACK_OPTIONS = [
  { name: 'candidate', type: 'integer', value: 'N', minimum: 1, maximum: 50, description: 'which one, from 1 (default: accept takes the first, dismiss all)' },
  { name: 'k', type: 'integer', value: 'N', minimum: 1, maximum: 1000, default: 20, description: 'list at most so many' },
];

/** @type {Option[]} */
const OPTIMIZE = [
  { name: 'apply', type: 'string', value: 'ID', description: 'show what a proposal changes, ask, and change it' },
  { name: 'undo', type: 'string', value: 'ID', description: 'put back, byte for byte, what a proposal changed' },
  { name: 'report', type: 'boolean', description: 'what was applied, and what it saved beside what was foretold' },
  { name: 'audit', type: 'boolean', description: 'everything that was ever applied, on whose word, and what may be applied by itself' },
  { name: 'yes', type: 'boolean', description: 'of --apply: no question' },
];

/** @type {Option[]} */
const ORGANIZE = [
  { name: 'apply', type: 'string', value: 'ID', description: 'show a move, ask, and make it as git mv does' },
  { name: 'undo', type: 'string', value: 'ID', description: 'move back, byte for byte, what was moved' },
  { name: 'yes', type: 'boolean', description: 'of --apply: no question' },
];

/** @type {Positional[]} */
const WORKFLOW = [
  { name: 'action', choices: ['run', 'validate', 'list'], description: 'what to do' },
  { name: 'path', value: 'FILE|DIR', type: 'path', description: 'the workflow; of list: where to look' },
];

/** @type {Option[]} */
const WORKFLOW_OPTIONS = [
  { name: 'input', type: 'string', value: 'NAME=VALUE', repeated: true, description: 'of run: what an input is' },
  { name: 'dry-run', type: 'boolean', description: 'of run: do nothing, print what would be done' },
  { name: 'resume', type: 'string', value: 'RUN', description: 'of run: go on with a run that stopped' },
];

/** @type {Positional[]} */
const HOST = [
  { name: 'action', choices: ['install', 'uninstall'], description: 'what to do' },
  { name: 'path', value: 'PATH', type: 'path', description: "the folder of the host's checkout" },
];

/** @type {Option[]} */
const HOST_OPTIONS = [{ name: 'dry-run', type: 'boolean', description: 'change nothing, print what would be changed' }];

/** @type {Option[]} */
const ADAPT = [
  { name: 'examples', type: 'path', value: 'FILE', description: 'JSON lines of events of the workflow, oldest first; - is stdin' },
  { name: 'workflow', type: 'string', value: 'NAME', description: "the workflow (default: the one that the examples name, else the file's name); without --examples, its runs so far are the examples" },
  { name: 'start', type: 'boolean', description: 'let the project, new here, begin with the weights of the most similar one that is known' },
  { name: 'like', type: 'path', value: 'DIR', description: 'of --start: which project to begin like' },
  { name: 'dismiss', type: 'string', value: 'NAME', description: 'something new that was noticed and is not to be offered any more' },
  { name: 'undo', type: 'boolean', description: 'erase the examples of --workflow and what was learnt from them; with --start, take back what the project began with' },
];

/** @type {Option[]} */
const PRELOAD = [{ name: 'files', type: 'boolean', description: 'only the files, one absolute path a line' }];

/** @type {Option[]} */
const UNDERSTAND = [
  { name: 'author', type: 'string', value: 'NAME', description: 'only one person: me, an e-mail address, or a pseudonym' },
  { name: 'agent', type: 'string', value: 'NAME', description: 'only one agent: its name, such as claude-code, or any' },
  { name: 'export', type: 'path', value: 'FILE', description: 'write the knowledge graph to a new file, .graphml or .json' },
];

/** @type {readonly Command[]} */
export const COMMANDS = Object.freeze([
  command('predict', 'learn what is new, then print what comes next', { options: PREDICT, isTool: true }),
  command('learn', 'learn without predicting: the repository, the shell history, or events as JSON lines', { options: LEARN, isTool: true }),
  command('related', 'print which files and commands go with a file or with some words, and why', { positionals: ABOUT, options: RELATED, isTool: true }),
  command('search', 'find files, commands, steps, tools and past cases: where and when they were seen', { positionals: WORDS, options: SEARCH, isTool: true }),
  command('preload', 'print what is ready for the context that goes on and those that are likely next: files, commands, the open workflow', { options: PRELOAD, isTool: true }),
  command('feedback', 'list the suggestions of late, or accept or dismiss one', { positionals: FEEDBACK, options: FEEDBACK_OPTIONS }),
  command('optimize', 'propose what would save you time, apply it, undo it, and report what it saved', { options: OPTIMIZE, isTool: true }),
  command('evaluate', 'replay your own history and print how good the predictions would have been', { options: EVALUATE }),
  command('understand', 'say how you work, in sentences with numbers behind each; export a knowledge graph', { options: UNDERSTAND }),
  command('organize', 'suggest better places for files, with the reasons; move one, and back', { options: ORGANIZE }),
  command('status', 'what is known, what is learnt, what runs'),
  command('drift', 'show how your ways of working move: speed, direction and curvature of each manifold, and the regimes', { options: DRIFT }),
  command('doctor', 'check the installation; the exit code says whether it is healthy'),
  command('consent', 'show or change what may be read', { positionals: CONSENT, options: CONSENT_OPTIONS }),
  command('forget', 'erase events, of a source, of a project or before a date', { options: FORGET }),
  command('rebuild', 'throw away all that is derived and learn it again from the event log'),
  command('memory', 'show the vector memory, or move it to where the configuration asks for', { positionals: MEMORY }),
  command('train-base', 'train the network that ships, from clones of public repositories', { options: TRAIN_BASE }),
  command('models', 'show the versions of the networks, let one answer, or go back to the one before', { positionals: MODELS, options: MODELS_OPTIONS }),
  command('workflow', 'run a workflow in YAML, check one, or list those of a folder', { positionals: WORKFLOW, options: WORKFLOW_OPTIONS }),
  command('host', 'put this plugin into a checkout of the Leviathan host, or take it out', { positionals: HOST, options: HOST_OPTIONS }),
  command('mcp', 'speak MCP to an agent, on stdin and stdout', { options: MCP }),
  command('hook', 'show, install or uninstall what tells of your work live: hooks of shells, agents and git', { positionals: HOOK, options: HOOK_OPTIONS }),
  command('whisper', 'show what was whispered and what came of it, dismiss one, or switch all of them off or on', { positionals: WHISPER, options: WHISPER_OPTIONS }),
  command('pause', 'for a while hear nothing, watch nothing and learn nothing in the background', { positionals: PAUSE }),
  command('resume', 'end a pause'),
  command('stop', 'end the sidecar'),
  command('completions', 'print a completion script', {
    positionals: [{ name: 'shell', choices: ['bash', 'zsh', 'fish'], description: 'your shell' }],
  }),
  command('config', 'print the effective configuration and where each value comes from'),
  command('version', 'print the version'),
  command('help', "print this list, or one command's options", {
    positionals: [{ name: 'command', description: 'a command' }],
  }),
  command('adapt', 'adapt to a new workflow from a handful of examples or its first runs, or to a new project, without touching what is known', { options: ADAPT, isTool: true }),
]);

/**
 * @param {string} name
 * @returns {Command | undefined}
 */
export function findCommand(name) {
  return COMMANDS.find((command) => command.name === name);
}

/**
 * Every option that a command takes, its own first.
 * @param {Command} command
 * @returns {readonly Option[]}
 */
export function optionsOf(command) {
  return [...command.options, ...EVERYWHERE];
}

/**
 * @param {string} name
 * @param {string} summary
 * @param {{options?: Option[], positionals?: Positional[], available?: boolean, isTool?: boolean}} [more]
 * @returns {Command}
 */
function command(name, summary, { options = [], positionals = [], available = true, isTool = false } = {}) {
  return Object.freeze({ name, summary, options, positionals, available, isTool });
}
