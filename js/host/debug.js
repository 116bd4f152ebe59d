/**
 * Tells the host's own `@lev-os/debug`, where there is one, how long each command took and whether it went
 * well; never with what. That package prints all that is logged on stdout, so nothing is: only its tracer
 * and its monitor are used, which keep what they are told in memory.
 */

/**
 * @typedef {object} Debug
 * @property {{winston: {level: string} | null, config: {logLevel?: string} | null}} logger
 * @property {{start: (operation: string, metadata?: object) => {end: (result: object) => unknown}, cleanup?: () => void}} tracer
 * @property {{trackCommand: (command: string, stats: object) => void, trackPlugin: (name: string, stats: object) => void}} monitor
 * @property {(config: object) => Promise<unknown>} initializeDebug
 */

const PACKAGE = '@lev-os/debug';
const PLUGIN = 'jepa-learning';
const SILENT = 'silent';

/** @type {() => Promise<any>} */
let importDebug = () => import(PACKAGE);

/** @type {Promise<Debug | null> | undefined} */
let loaded;

/**
 * Say where the package can be imported from.
 * @param {() => Promise<any>} importer
 */
export function offerDebug(importer) {
  importDebug = importer;
  loaded = undefined;
}

/**
 * Do something and tell the host's debugging of it.
 * @template T
 * @param {string} command
 * @param {() => Promise<T>} what
 * @param {(result: T) => boolean} isGood
 * @returns {Promise<T>}
 */
export async function traced(command, what, isGood) {
  const debug = await (loaded ??= load());
  if (!debug) return what();
  const began = performance.now();
  const trace = debug.tracer.start(`jepa:${command}`, { plugin: PLUGIN });
  const result = await what();
  const [success, duration] = [isGood(result), Math.round(performance.now() - began)];
  trace.end({ success, ...(!success && { error: true }) });
  debug.tracer.cleanup?.();
  debug.monitor.trackCommand(`jepa ${command}`, { duration, success });
  debug.monitor.trackPlugin(PLUGIN, { duration, error: !success });
  return result;
}

/**
 * The package initialises itself when it is first imported, and says so on stdout: it is told to be silent
 * for that long. Where the host has imported it before, it stays as the host has it.
 * @returns {Promise<Debug | null>}
 */
async function load() {
  const level = process.env.KINGLY_LOG_LEVEL;
  try {
    process.env.KINGLY_LOG_LEVEL = SILENT;
    const debug = /** @type {Debug} */ (await importDebug());
    if (debug.logger.config?.logLevel === SILENT && level !== SILENT) {
      await debug.initializeDebug({ logLevel: SILENT });
      if (debug.logger.winston) debug.logger.winston.level = level ?? 'info';
    }
    return debug;
  } catch {
    return null; // not there, or without its own packages: the sidecar's log has all there is
  } finally {
    if (level === undefined) delete process.env.KINGLY_LOG_LEVEL;
    else process.env.KINGLY_LOG_LEVEL = level;
  }
}
