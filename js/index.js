/**
 * What the Leviathan host loads. Importing it does nothing: no output, no files, no timers. The router
 * takes an array of words (command line) or an object (MCP) and needs none of the host's dependencies.
 */

import { answer } from './host/answer.js';
import { routerArguments } from './host/schema.js';
import { createHandler, createTool } from './host/tools.js';

/**
 * @typedef {import('./host/answer.js').Answer} Answer
 * @typedef {import('./host/tools.js').Handler} Handler
 *
 * @typedef {object} Registry Either of the host's command registries.
 * @property {(name: string, handler: Handler, meta: object) => unknown} [register]
 * @property {(name: string, config: object) => unknown} [registerCommand]
 */

export const namespace = 'jepa';

export const description = 'Learns what comes next in your work from your own git and shell history, on your machine, and says so when it is likely to be right.';

export const args = routerArguments();

/**
 * `lev jepa <command>`: `['predict', '--k', '3']` or `{command: 'predict', k: 3}`.
 * @param {unknown} [given]
 * @param {object} [_dependencies] Of the host; none is needed.
 * @returns {Promise<Answer>}
 */
export async function jepa(given = [], _dependencies = {}) {
  return answer(given);
}

export const jepaPredict = createHandler('predict');
export const jepaLearn = createHandler('learn');
export const jepaRelated = createHandler('related');
export const jepaSearch = createHandler('search');
export const jepaPreload = createHandler('preload');
export const jepaOptimize = createHandler('optimize');
export const jepaAdapt = createHandler('adapt');

export const jepaPredictTool = createTool('predict', jepaPredict);
export const jepaLearnTool = createTool('learn', jepaLearn);
export const jepaRelatedTool = createTool('related', jepaRelated);
export const jepaSearchTool = createTool('search', jepaSearch);
export const jepaPreloadTool = createTool('preload', jepaPreload);
export const jepaOptimizeTool = createTool('optimize', jepaOptimize);
export const jepaAdaptTool = createTool('adapt', jepaAdapt);

const TOOLS = [jepaPredictTool, jepaLearnTool, jepaRelatedTool, jepaSearchTool, jepaPreloadTool, jepaOptimizeTool, jepaAdaptTool];

export const plugin = Object.freeze({
  name: 'jepa-learning',
  version: '0.1.0',
  type: 'community_plugin',

  /** The sidecar starts with the first question: there is nothing to do before. */
  async initialize() {
    return true;
  },

  /**
   * Register `jepa` and `jepa:<command>` with either of the host's registries.
   * @param {Registry} registry
   */
  registerCommands(registry) {
    registerOne(registry, namespace, { handler: jepa, description, args });
    for (const tool of TOOLS) registerOne(registry, tool.name.replace('_', ':'), tool);
  },

  /**
   * @param {Registry & {registerTool?: (tool: object) => unknown}} registry
   */
  registerTools(registry) {
    for (const tool of TOOLS) {
      if (registry.registerTool) registry.registerTool(tool);
      else registerOne(registry, tool.name, tool);
    }
  },
});

export default plugin;

/**
 * @param {Registry} registry
 * @param {string} name
 * @param {{handler: Handler, description: string, args?: object[]}} what
 */
function registerOne(registry, name, { handler, description: words, args: list = [] }) {
  const meta = { description: words, args: list, namespace, plugin: plugin.name };
  if (registry.register) registry.register(name, handler, meta);
  else registry.registerCommand?.(name, { ...meta, usage: `lev ${name.replace(':', ' ')}`, handler, examples: [], aliases: [], isPlugin: true });
}
