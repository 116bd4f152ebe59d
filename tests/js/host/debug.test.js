/** The host's own debugging package: told where it is there, silent, and not missed where it is not. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createHost } from '../stand-ins/host.js';
import { createSandbox } from '../stand-ins/sandbox.js';
import { runLev } from '../stand-ins/terminal.js';

/** The package as far as we meet it: it initialises itself when it is imported, and prints what is logged on stdout. */
const DEBUG = `
class Logger {
  winston = null; config = null;
  async configure(config) { this.config = config; this.winston = { level: config.logLevel }; }
  info(words) { if (['debug', 'info'].includes(this.winston?.level)) console.log(words); }
}
export const logger = new Logger();
export const tracer = {
  traces: [], config: null,
  async configure(config) { this.config = config; },
  start(operation, metadata) { const trace = { operation, metadata, end(result) { trace.result = result; } }; this.traces.push(trace); return trace; },
  cleanup() {},
};
export const monitor = {
  told: [], config: null,
  async configure(config) { this.config = config; },
  trackCommand(command, { success }) { this.told.push([command, success]); },
  trackPlugin(name, { error }) { this.told.push([name, error]); },
};
export async function initializeDebug(config = {}) {
  const final = { logLevel: process.env.KINGLY_LOG_LEVEL || 'info', ...config };
  await logger.configure(final); await tracer.configure(final); await monitor.configure(final);
  logger.info('initialized');
}
if (!logger.winston) initializeDebug();
`;

/**
 * A host with the plugin in it, in a process of its own.
 * @param {import('node:test').TestContext} t
 * @param {{program: string, debug?: string, env?: Record<string, string>}} how
 */
async function inHost(t, { program, debug, env = {} }) {
  const sandbox = createSandbox(t);
  const host = createHost(sandbox.folder);
  await runLev(['jepa', 'host', 'install', host], sandbox);
  if (debug !== undefined) {
    const folder = join(host, 'node_modules', '@lev-os', 'debug');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type": "module", "exports": "./index.js"}');
    writeFileSync(join(folder, 'index.js'), debug);
  }
  writeFileSync(join(host, 'main.mjs'), program);
  return spawnSync(process.execPath, [join(host, 'main.mjs')], { encoding: 'utf8', env: { ...sandbox.env, ...env } });
}

const CALL = "const { jepa } = await import('./agent/src/commands/jepa.js');\nawait jepa(['version'], {});\nawait jepa({ command: 'predict', k: 0 }, {});\nawait jepa({ command: 'workflow', action: 'run', path: 'none.yaml' }, {});\n";

describe("the host's debugging", () => {
  it('is told of each command, and nothing is printed', async (t) => {
    const { stdout, stderr } = await inHost(t, { debug: DEBUG, program: `${CALL}const { monitor, tracer } = await import('@lev-os/debug');\nconsole.error(JSON.stringify([monitor.told, tracer.traces.map(({ operation, result }) => [operation, result.success])]));` });
    assert.equal(stdout, '');
    assert.deepEqual(JSON.parse(stderr), [
      [['jepa version', true], ['jepa-learning', false], ['jepa workflow', false], ['jepa-learning', true]],
      [['jepa:version', true], ['jepa:workflow', false]],
    ]);
  });

  it('is as loud afterwards as it would have been', async (t) => {
    for (const [env, level] of /** @type {[Record<string, string>, string][]} */ ([[{}, 'info'], [{ KINGLY_LOG_LEVEL: 'warn' }, 'warn']])) {
      const { stdout } = await inHost(t, { debug: DEBUG, env, program: `${CALL}const { logger } = await import('@lev-os/debug');\nprocess.stdout.write(JSON.stringify([logger.winston.level, process.env.KINGLY_LOG_LEVEL ?? null]));` });
      assert.deepEqual(JSON.parse(stdout), [level, env.KINGLY_LOG_LEVEL ?? null]);
    }
  });

  it('stays as the host has set it up', async (t) => {
    const { stdout } = await inHost(t, { debug: DEBUG, program: `const { logger, initializeDebug } = await import('@lev-os/debug');\nawait initializeDebug({ logLevel: 'error' });\n${CALL}process.stdout.write('|' + logger.config.logLevel);` });
    assert.equal(stdout.split('|').at(-1), 'error');
  });

  for (const [why, debug] of /** @type {[string, string | undefined][]} */ ([['is not there', undefined], ['lacks a package of its own', "import 'winston-that-is-not-there';"]])) {
    it(`is not missed where it ${why}`, async (t) => {
      const { stdout, stderr } = await inHost(t, { debug, program: `const { jepa } = await import('./agent/src/commands/jepa.js');\nconst { success } = await jepa(['version'], {});\nconsole.error(success);` });
      assert.deepEqual([stdout, stderr], ['', 'true\n']);
    });
  }
});
