/**
 * The two command registries and the MCP adapter of the Leviathan host, as far as a plugin meets them:
 * what they store, how they call a handler, and what becomes of its result.
 */

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {(args: any, dependencies?: any) => any} Handler */

/**
 * The folders and files of the host's checkout that a plugin meets.
 * @param {string} folder
 * @returns {string} Its root.
 */
export function createHost(folder) {
  const root = join(folder, 'leviathan');
  for (const part of ['agent/src/commands', 'agent/src/core', 'plugins/codex']) mkdirSync(join(root, part), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"type": "module"}');
  writeFileSync(join(root, 'agent/src/commands/ping.js'), 'export const ping = () => "pong";\n');
  return root;
}

/** The core registry: commands by name, found again from a tool's name; serves CLI and MCP. */
export class CoreRegistry {
  /** @type {Map<string, {handler: Handler, metadata: any}>} */
  commands = new Map();

  /** @param {string} name @param {Handler} handler @param {any} metadata */
  register(name, handler, { description = `${name} command`, args = [], namespace, plugin } = {}) {
    this.commands.set(name, { handler, metadata: { description, args, namespace, plugin } });
  }

  /**
   * As it is found when the host starts: a file, its function in camel case or its default one.
   * @param {string} host
   */
  async autoImportCommands(host) {
    const folder = join(host, 'agent', 'src', 'commands');
    for (const file of readdirSync(folder)) {
      const name = basename(file, '.js');
      const module = await import(pathToFileURL(join(folder, file)).href);
      const handler = module[name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())] ?? module.default;
      if (typeof handler === 'function') this.register(name, handler, module);
    }
  }

  /**
   * As the CLI does it: `_` in a name becomes `:`.
   * @param {string} name
   * @param {string[]} args
   * @param {object} dependencies
   */
  executeCommand(name, args, dependencies) {
    const found = this.commands.get(name.replaceAll('_', ':'));
    if (!found) throw new Error(`Command not found: ${name}`);
    return found.handler(args, dependencies);
  }

  /** As `tools/list` does it: the first `:` of a name becomes `_`. */
  listTools() {
    return [...this.commands].map(([name, { metadata }]) => ({
      name: name.replace(':', '_'),
      description: metadata.description,
      inputSchema: {
        type: 'object',
        properties: Object.fromEntries(metadata.args.map((/** @type {any} */ one) => [one.name, { type: one.type, description: one.description, enum: one.enum, default: one.default }])),
        required: metadata.args.filter((/** @type {any} */ one) => one.required).map((/** @type {any} */ one) => one.name),
      },
    }));
  }

  /**
   * As `tools/call` does it: the name with its first `_` as `:`, then the raw name; no dependencies.
   * @param {string} name
   * @param {object} args
   */
  callTool(name, args) {
    const found = this.commands.get(name.replace('_', ':')) ?? this.commands.get(name);
    if (!found) throw new Error(`Unknown tool: ${name}`);
    return found.handler(args, {});
  }
}

/** The registry of the CLI alone: one argument for a handler, and a refusal of a command without one. */
export class CliRegistry {
  /** @type {Map<string, any>} */
  commands = new Map();

  /** @param {string} name @param {any} config */
  registerCommand(name, config) {
    if (typeof config.handler !== 'function') throw new Error(`Command ${name} must have a handler`);
    this.commands.set(name, config);
  }

  /** @param {string} name @param {string[]} args */
  execute(name, args) {
    return this.commands.get(name).handler(args);
  }
}

/**
 * What the host's command line makes of a result of the core registry, and then prints: the formatted text
 * where there is one, whether it went well or not.
 * @param {any} result
 * @returns {{text: string, code: number}}
 */
export function printed(result) {
  const { success, formatted_response: text, error } = /** @type {any} */ (formatted(result));
  if (text) return { text, code: success ? 0 : 1 };
  return success ? { text: 'Command completed successfully', code: 0 } : { text: error || 'Command failed', code: 1 };
}

/** @param {any} result */
function formatted(result) {
  if (typeof result !== 'object' || result === null) return { success: true, formatted_response: String(result) };
  if (result.formatted_response) return { success: result.success !== false, formatted_response: result.formatted_response };
  if (!('success' in result)) return { success: true, formatted_response: JSON.stringify(result, null, 2) };
  if (result.success && result.data) return { success: true, formatted_response: JSON.stringify(result.data, null, 2) };
  return { success: result.success, formatted_response: result.success ? 'Command completed successfully' : `Command failed: ${result.error || 'Unknown error'}` };
}

/**
 * The four checks that the host makes of a plugin's YAML, by name.
 * @param {{config: any}} plugin
 * @returns {Record<string, boolean>}
 */
export function testYamlValidation({ config }) {
  const commands = Object.values(config?.commands ?? {});
  return {
    'has valid plugin metadata': Boolean(config?.plugin?.name && config.plugin.version && config.plugin.type),
    'has defined capabilities': Array.isArray(config?.capabilities) && config.capabilities.length > 0,
    'has valid commands': commands.length > 0 && commands.every((/** @type {any} */ { syntax, description }) => Boolean(syntax && description)),
    'has whisper guidance': commands.some((/** @type {any} */ { whisper }) => Boolean(whisper?.strategies || whisper?.llm_guidance)),
  };
}

/** The names of what the host injects into a command; a plugin may count on none of them. */
export const DEPENDENCIES = Object.freeze({
  sessionManager: {}, ceoBinding: {}, sessionId: 'x', contextLoader: {}, semanticLookup: {}, intelligenceCoordinator: {}, templateSystem: {},
  memoryManager: null, memoryInitialized: false, memoryStatus: {}, universalContextSystem: {}, pluginLoader: {}, debugLogger: {},
});
