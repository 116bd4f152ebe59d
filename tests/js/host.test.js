/** The contract with the Leviathan host: what it loads, how it calls, what it gets back. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import * as loaded from '../../js/index.js';
import { COMMANDS, EVERYWHERE, optionsOf } from '../../js/cli/table.js';
import { readManifest } from '../../js/manifest.js';
import { CliRegistry, CoreRegistry, DEPENDENCIES, printed } from './stand-ins/host.js';
import { CHECKOUT, createSandbox } from './stand-ins/sandbox.js';
import { PREDICTION, startSidecar } from './stand-ins/sidecar.js';

const { jepa, jepaAdapt, jepaAdaptTool, jepaLearn, jepaLearnTool, jepaOptimize, jepaOptimizeTool, jepaPredict, jepaPredictTool, jepaPreload, jepaPreloadTool, jepaRelated, jepaRelatedTool, jepaSearch, jepaSearchTool, plugin } = loaded;
const TOOLS = [jepaPredictTool, jepaLearnTool, jepaRelatedTool, jepaSearchTool, jepaPreloadTool, jepaOptimizeTool, jepaAdaptTool];

/** The host runs the plugin in its own process: this one, with the environment of a sandbox. @param {import('node:test').TestContext} t @param {Record<string, import('./stand-ins/sidecar.js').Route>} [routes] */
async function inHost(t, routes = {}) {
  const sandbox = createSandbox(t);
  const earlier = { ...process.env };
  Object.assign(process.env, sandbox.env);
  t.after(() => void Object.assign(process.env, earlier));
  const sidecar = await startSidecar(sandbox.paths, { routes });
  t.after(sidecar.close);
  return sidecar;
}

describe('what the host loads', () => {
  it('does nothing and says nothing when it is imported', () => {
    const entry = JSON.stringify(join(CHECKOUT, 'js', 'index.js'));
    const program = `await import(${entry});
      const going = process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate|Server|Socket|Process|Watch/.test(name));
      if (going.length > 0) throw new Error(going.join());`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', env: {} });
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
  });

  it('has the metadata of a command module', () => {
    assert.equal(loaded.namespace, 'jepa');
    assert.equal(loaded.description, readManifest().plugin.description);
    for (const { name, type, required, description } of loaded.args) {
      assert.deepEqual([typeof name, typeof type, typeof required, description.length > 0], ['string', 'string', 'boolean', true]);
    }
    assert.deepEqual(loaded.args[0].enum, COMMANDS.map(({ name }) => name));
  });

  it('is the plugin that plugin.yaml declares', () => {
    const { name, version, type } = readManifest().plugin;
    const { version: packaged } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));
    assert.deepEqual({ name: plugin.name, version: plugin.version, type: plugin.type }, { name, version, type });
    assert.equal(packaged, version);
  });

  it('describes functions and tools in the words of plugin.yaml', () => {
    const { commands } = readManifest();
    for (const [tool, fn] of /** @type {const} */ ([[jepaPredictTool, jepaPredict], [jepaLearnTool, jepaLearn], [jepaRelatedTool, jepaRelated], [jepaSearchTool, jepaSearch], [jepaPreloadTool, jepaPreload], [jepaOptimizeTool, jepaOptimize], [jepaAdaptTool, jepaAdapt]])) {
      assert.ok(tool.description.startsWith(commands[tool.name].description));
      assert.equal(fn.description, tool.description);
      assert.deepEqual(fn.inputSchema, tool.inputSchema);
      assert.equal(tool.handler, fn);
      assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(tool))).sort(), ['description', 'inputSchema', 'name']);
    }
  });

  it('gives predict a schema with ranges, choices and defaults', () => {
    const { properties } = /** @type {any} */ (jepaPredictTool.inputSchema);
    assert.deepEqual(properties.k, { type: 'integer', minimum: 1, maximum: 50, default: 5, description: 'candidates of each kind, 1 to 50' });
    assert.deepEqual(properties.kind.items.enum, ['file', 'command', 'step', 'tool', 'context']);
    assert.deepEqual(['json', 'quiet', 'help'].filter((name) => name in properties), []);
  });
});

describe('a command that takes a word', () => {
  it('wants it by its name', () => {
    const { properties, required } = /** @type {any} */ (jepaSearchTool.inputSchema);
    assert.deepEqual(required, ['words']);
    assert.equal(properties.words.type, 'string');
    assert.deepEqual(loaded.args.filter(({ name }) => ['about', 'words'].includes(name)).map(({ required: must }) => must), [false, false]);
  });

  it('is declared with it in plugin.yaml', () => {
    for (const command of COMMANDS.filter(({ isTool }) => isTool)) {
      const { args = [] } = readManifest().commands[`jepa_${command.name}`];
      assert.deepEqual(args.map((word) => word.split(': ')[0]), command.positionals.map(({ name }) => name));
    }
  });
});

describe('plugin.yaml and the command table', () => {
  it('agree on commands, options and what is available', () => {
    for (const [key, { options = [], syntax, description }] of Object.entries(readManifest().commands)) {
      const command = COMMANDS.find(({ name }) => `jepa_${name}` === key);
      assert.ok(command, key);
      assert.deepEqual(options.map((option) => /^--(\w+): /.exec(option)?.[1]), command.options.map(({ name }) => name), key);
      assert.ok(syntax.startsWith(`lev jepa ${command.name}`), key);
      assert.equal(/not available yet/i.test(description), !command.available, key);
    }
  });

  it('offer the tools that the table marks', () => {
    assert.deepEqual(COMMANDS.filter(({ isTool }) => isTool).map(({ name }) => `jepa_${name}`), TOOLS.map(({ name }) => name));
    for (const { name } of TOOLS) assert.ok(name in readManifest().commands);
  });

  it('and no command has an option twice', () => {
    for (const command of COMMANDS) {
      const names = optionsOf(command).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length, command.name);
    }
    assert.ok(EVERYWHERE.length > 0);
  });
});

describe('calls from the host', () => {
  /** @type {CoreRegistry} */
  let core;
  /** @type {CliRegistry} */
  let cli;
  before(() => {
    [core, cli] = [new CoreRegistry(), new CliRegistry()];
    plugin.registerCommands(core);
    plugin.registerCommands(cli);
  });

  it('as words from the command line, through both registries', async (t) => {
    const sidecar = await inHost(t);
    for (const call of [() => core.executeCommand('jepa', ['predict', '--k', '3'], DEPENDENCIES), () => cli.execute('jepa', ['predict', '--k=3'])]) {
      const result = await call();
      assert.match(printed(result).text, /Next files/);
      assert.equal(printed(result).code, 0);
      assert.equal(sidecar.bodyOf('POST /v1/predictions').k, 3);
    }
  });

  it('as an object from MCP, with no dependencies, to the router and to a tool', async (t) => {
    const sidecar = await inHost(t);
    for (const [name, args] of /** @type {[string, object][]} */ ([['jepa', { command: 'predict', k: 4 }], ['jepa_predict', { k: 4 }]])) {
      const { content, data } = await core.callTool(name, args);
      assert.deepEqual(content[0].type, 'text');
      assert.match(content[0].text, /Next files/);
      assert.deepEqual(data, PREDICTION);
      assert.equal(sidecar.bodyOf('POST /v1/predictions').k, 4);
    }
  });

  it('hand the word of a command over', async (t) => {
    const sidecar = await inHost(t);
    await core.callTool('jepa_search', { words: 'retry after', kind: ['case'] });
    assert.deepEqual([sidecar.bodyOf('POST /v1/search').words, sidecar.bodyOf('POST /v1/search').kinds], ['retry after', ['case']]);
    const { content } = await core.callTool('jepa', { command: 'related', about: 'the router' });
    assert.match(content[0].text, /related to "the router"/);
  });

  it('with nothing at all are help', async () => {
    assert.match((await jepa()).formatted_response, /Usage: lev jepa/);
    assert.match(printed(await core.executeCommand('jepa', [], {})).text, /Usage: lev jepa/);
  });

  it('with --json get JSON as text', async (t) => {
    await inHost(t);
    const { formatted_response: text } = await jepa(['predict', '--json']);
    assert.deepEqual(JSON.parse(text), PREDICTION);
  });

  it('get the whisper that is due with the answer, in the shape of the host, and none with JSON as text', async (t) => {
    const due = { whisper: { id: '4c1f09ab', llm_guidance: 'Look here.', command_executed: 'jepa' }, words: 'lev jepa whispers (4c1f09ab): Look here.' };
    const sidecar = await inHost(t, { 'POST /v1/whispers/take': () => ({ body: due }) });
    const { whisper, formatted_response: text, content } = await jepa(['predict']);
    assert.deepEqual(whisper, { ...due.whisper, command_executed: 'jepa predict' });
    assert.match(text, /Next files[\s\S]*\n\n---\nlev jepa whispers \(4c1f09ab\): Look here\.$/);
    assert.deepEqual(content.at(-1), { type: 'text', text: due.words });
    assert.deepEqual(sidecar.bodyOf('POST /v1/whispers/take'), { channel: 'host', project: process.cwd() });
    assert.deepEqual(JSON.parse((await jepa(['predict', '--json'])).formatted_response), PREDICTION);
    assert.equal('whisper' in (await jepa(['whisper'])), false);
  });

  it('do not read in the text what the answer named anyway', async (t) => {
    const named = PREDICTION.sections[0].candidates.map(({ activity }) => activity).slice(0, 2);
    const reply = (/** @type {string[]} */ followups) => ({ body: { whisper: { suggested_followups: followups }, words: 'a whisper' } });
    const replies = [reply(named), reply([...named, 'docs/other.md'])];
    await inHost(t, { 'POST /v1/whispers/take': () => /** @type {any} */ (replies.shift()) });
    const [first, second] = [await jepa(['predict']), await jepa(['predict'])];
    assert.deepEqual([first, second].map(({ formatted_response: text, content, whisper }) => [text.includes('a whisper'), content.length, whisper !== undefined]), [[false, 1, true], [true, 2, true]]);
  });

  it('are answered as ever where no whisper is due, or none can be had', async (t) => {
    for (const [reply, calls] of /** @type {[import('./stand-ins/sidecar.js').Reply, number][]} */ ([[{ body: { whisper: null, words: null } }, 1], [{ status: 503, body: {} }, 1]])) {
      const sidecar = await inHost(t, { 'POST /v1/whispers/take': () => reply });
      const answered = await jepa(['predict']);
      assert.equal('whisper' in answered, false);
      assert.equal(answered.content.length, 1);
      assert.equal(sidecar.calls().filter((call) => call === 'POST /v1/whispers/take').length, calls);
    }
  });

  it("never read the host's own standard input", async (t) => {
    await inHost(t);
    const { success, error } = await jepaLearn({ file: '-' });
    assert.equal(success, false);
    assert.match(error ?? '', /no standard input to read here/);
  });

  it('get every tool listed, with its schema', () => {
    const names = core.listTools().map(({ name }) => name);
    assert.deepEqual(names, ['jepa', ...TOOLS.map(({ name }) => name)]);
    const { inputSchema } = core.listTools()[0];
    assert.deepEqual(inputSchema.required, ['command']);
  });

  it('are never answered by a throw', async () => {
    for (const given of [['predct'], ['predict', '--k', 'x'], { command: 3 }, { command: 'predict', nonsense: 1 }, null, 'words', 7, [null]]) {
      const result = await jepa(/** @type {any} */ (given));
      assert.equal(typeof result.success, 'boolean');
      assert.equal(typeof result.formatted_response, 'string');
      assert.equal(result.content[0].type, 'text');
    }
  });
});

describe('registering tools', () => {
  it('uses registerTool where there is one', () => {
    /** @type {any[]} */
    const tools = [];
    plugin.registerTools({ registerTool: (tool) => tools.push(tool) });
    assert.deepEqual(tools.map(({ name }) => name), TOOLS.map(({ name }) => name));
  });

  it('uses register otherwise', () => {
    const registry = new CoreRegistry();
    plugin.registerTools(registry);
    assert.deepEqual([...registry.commands.keys()], TOOLS.map(({ name }) => name));
  });

  it('initializes without any of the host', async () => {
    assert.equal(await plugin.initialize(), true);
  });
});
