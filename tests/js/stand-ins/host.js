/**
 * The two command registries and the MCP adapter of the Leviathan host, as far as a plugin meets them:
 * what they store, how they call a handler, and what becomes of its result.
 */

/** @typedef {(args: any, dependencies?: any) => any} Handler */

/** The core registry: commands by name, found again from a tool's name; serves CLI and MCP. */
export class CoreRegistry {
  /** @type {Map<string, {handler: Handler, metadata: any}>} */
  commands = new Map();

  /** @param {string} name @param {Handler} handler @param {any} metadata */
  register(name, handler, { description = `${name} command`, args = [], namespace, plugin } = {}) {
    this.commands.set(name, { handler, metadata: { description, args, namespace, plugin } });
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
 * What the host's command line prints of a result, and its exit code.
 * @param {any} result
 */
export function printed(result) {
  if (!result.success) return { text: `Command failed: ${result.error}`, code: 1 };
  return { text: result.formatted_response ?? 'Command completed successfully', code: 0 };
}

/** The names of what the host injects into a command; a plugin may count on none of them. */
export const DEPENDENCIES = Object.freeze({
  sessionManager: {}, ceoBinding: {}, sessionId: 'x', contextLoader: {}, semanticLookup: {}, intelligenceCoordinator: {}, templateSystem: {},
  memoryManager: null, memoryInitialized: false, memoryStatus: {}, universalContextSystem: {}, pluginLoader: {}, debugLogger: {},
});
