/**
 * Finds the sidecar, starts it where there is none, replaces one of another version, and waits until it
 * can answer. It does not know what is asked of it afterwards.
 */

import { closeSync, lstatSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { changedConfiguration } from './configuration.js';
import { LevError, systemCode } from './errors.js';
import { createClient } from './http.js';
import { checkoutOf, hasMoved, PROTOCOL } from './installation.js';
import { OUTPUT_LOG_BYTES, POLL_MS, READY_MS, READYZ_MS, START_MS, STOP_MS } from './limits.js';
import { endProcess, isGone, isListenedOn, ownerOf } from './sidecar-process.js';

/**
 * @typedef {import('./surroundings.js').Surroundings} Surroundings
 * @typedef {import('./http.js').Endpoint & {pid: number, version: string, protocol: number, configuration?: Record<string, string>, checkout?: string}} Contact
 * @typedef {ReturnType<typeof createClient>} Client
 * @typedef {'ready' | 'loading' | 'hung' | 'absent'} State `hung`: somebody is there, and does not answer as a sidecar does.
 */

/** The sidecar's exit code when another one owns the data directory. */
const ANOTHER_RUNS = 75;

/**
 * A client of a sidecar that is ready, of this version; it is started where needed.
 * @param {Surroundings} around
 * @param {{patience_ms?: number}} [how]
 * @returns {Promise<Client>}
 * @throws {LevError} A `sidecar_...` or `setup_...` code.
 */
export async function reachSidecar(around, how) {
  const found = await findSidecar(around, how);
  if (found?.state === 'hung') throw hung(found);
  if (found && !isOurs(around, found.contact)) await replace(around, found);
  else if (found) return untilReady(around, noticed(around, found));
  return start(around);
}

/**
 * Say so where the sidecar answers by a configuration that has been changed since.
 * @template {{contact: Contact}} Found
 * @param {Surroundings} around
 * @param {Found} found
 * @returns {Found}
 */
function noticed({ progress }, found) {
  const changed = changedConfiguration(found.contact);
  if (changed) progress.note(`The configuration has changed since the sidecar started (${changed}): it takes effect after lev jepa stop`);
  return found;
}

/**
 * The sidecar that runs now, whatever its version; undefined where none does.
 * @param {Surroundings} around
 * @param {{patience_ms?: number}} [how] `patience_ms`: of what is silent for longer, the state is `hung`.
 * @returns {Promise<{contact: Contact, client: Client, state: State, detail?: string} | undefined>}
 * @throws {LevError} `runtime_unsafe` where another user could have put the socket there.
 */
export async function findSidecar(around, { patience_ms = READYZ_MS } = {}) {
  const contact = readContact(around);
  if (!contact) return undefined;
  const client = createClient(contact, { signal: around.signal });
  const { state, detail } = await ask(client, patience_ms);
  return state === 'absent' ? undefined : { contact, client, state, detail };
}

/**
 * Ask a sidecar to leave and wait until its process has ended; end the process of one that hangs.
 * @param {Surroundings} around
 * @param {{contact: Contact, client: Client, state: State}} found
 * @returns {Promise<'left' | 'ended' | 'killed'>}
 * @throws {LevError} `sidecar_stuck` where it does not leave, or hangs and is not surely ours.
 */
export async function stopSidecar(around, { contact, client, state }) {
  if (state === 'hung' || !(await hasLeft(around, { contact, client }))) return endProcess(around, contact.pid);
  if (await isGone(around, contact.pid, STOP_MS)) return 'left';
  throw new LevError('sidecar_stuck', `the sidecar (process ${contact.pid}, version ${contact.version}) was asked to end and answers nobody any more, but its process still runs after ${STOP_MS / 1000} s: it may be saving to a slow disk. Look at it with: ps -p ${contact.pid}. End it with: kill ${contact.pid}`);
}

/**
 * Ask it to leave, and wait until it answers nobody.
 * @param {Surroundings} around
 * @param {{contact: Contact, client: Client}} found
 * @returns {Promise<boolean>} False where it hangs.
 */
async function hasLeft(around, { contact, client }) {
  const said = await answerTo(client.request('POST', '/v1/shutdown', undefined, READYZ_MS));
  const deadline = around.now() + STOP_MS;
  for (let { state } = said; state !== 'absent'; { state } = await ask(client, READYZ_MS)) {
    if (state === 'hung') return false;
    if (around.now() > deadline) {
      throw new LevError('sidecar_stuck', `the sidecar (process ${contact.pid}, version ${contact.version}) was asked to end but still answers after ${STOP_MS / 1000} s. End it with: kill ${contact.pid}`);
    }
    await around.sleep(POLL_MS, around.signal);
  }
  return true;
}

/**
 * How to reach the sidecar, as it wrote it down; undefined where it wrote nothing that can be used.
 * @param {Surroundings} around
 * @returns {Contact | undefined}
 */
function readContact({ paths, platform }) {
  if (platform !== 'win32') requireOwnFolder(paths.runtime);
  try {
    const contact = JSON.parse(readFileSync(paths.sidecarFile, 'utf8'));
    const usable = typeof contact.socket === 'string' || (typeof contact.port === 'number' && isLoopback(contact.host));
    return usable ? contact : undefined;
  } catch {
    return undefined; // absent, or being written: the same as no sidecar
  }
}

/** @param {unknown} host */
function isLoopback(host) {
  return host === '127.0.0.1' || host === '::1' || host === 'localhost';
}

/**
 * A folder that others may write to could hold anybody's socket.
 * @param {string} folder
 */
function requireOwnFolder(folder) {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat) return;
  const own = stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0;
  if (!own) throw new LevError('runtime_unsafe', `${folder} is not a folder that only you can write to, so the sidecar's socket in it cannot be trusted. Remove it or correct its owner and mode (0700)`);
}

/** @param {Surroundings} around @param {Contact} contact */
function isOurs({ version, root }, contact) {
  return contact.version === version && contact.protocol === PROTOCOL && !hasMoved(contact.checkout, root);
}

/**
 * @param {Client} client
 * @param {number} patience_ms
 * @returns {Promise<{state: State, detail?: string}>}
 */
function ask(client, patience_ms) {
  return answerTo(client.request('GET', '/readyz', undefined, patience_ms));
}

/**
 * @param {Promise<unknown>} asked
 * @returns {Promise<{state: State, detail?: string}>}
 */
async function answerTo(asked) {
  try {
    await asked;
    return { state: 'ready' };
  } catch (error) {
    if (!(error instanceof LevError)) throw error;
    if (error.code === 'not_ready') return { state: 'loading', detail: error.message };
    if (error.code === 'sidecar_absent') return { state: 'absent' };
    if (error.code === 'sidecar_timeout' || error.code === 'sidecar_unreachable') return { state: 'hung', detail: error.message };
    throw error;
  }
}

/** @param {{contact: Contact, detail?: string}} found */
function hung({ contact, detail }) {
  return new LevError('sidecar_timeout', `the sidecar (process ${contact.pid}) does not answer: ${detail}. End it with: lev jepa stop, then repeat the command`);
}

/** @param {Surroundings} around @param {{contact: Contact, client: Client, state: State}} found */
async function replace(around, found) {
  const { version, checkout } = found.contact;
  around.progress.note(hasMoved(checkout, around.root) ? `The sidecar that runs is older than the checkout in ${around.root}; starting another in its place` : `The sidecar that runs is version ${version}; starting ${around.version} in its place`);
  await stopSidecar(around, found);
}

/**
 * @param {Surroundings} around
 * @param {{contact: Contact, client: Client, state: State}} found
 * @returns {Promise<Client>}
 */
async function untilReady(around, { contact, client, state }) {
  const deadline = around.now() + READY_MS;
  for (let now = { state, detail: '' }; now.state !== 'ready'; now = { detail: '', ...(await ask(client, READYZ_MS)) }) {
    if (now.state === 'hung') throw hung({ contact, detail: now.detail });
    if (now.state === 'absent') return start(around);
    if (around.now() > deadline) throw new LevError('sidecar_timeout', `the sidecar has been loading for ${READY_MS / 60_000} minutes: ${now.detail}. See its logs in ${around.paths.state}`);
    if (now.detail) around.progress.show(now.detail);
    await around.sleep(POLL_MS, around.signal);
  }
  around.progress.clear();
  return client;
}

/**
 * @param {Surroundings} around
 * @returns {Promise<Client>}
 */
async function start(around) {
  const { ensureSetUp } = await import('./setup/index.js');
  await ensureSetUp(around);
  around.progress.show('starting the sidecar');
  const found = await untilAnswering(around);
  around.progress.clear();
  if (isOurs(around, found.contact)) return untilReady(around, found);
  throw new LevError('sidecar_version', `a sidecar of version ${found.contact.version} answers, but ${around.version} was started: two installations take turns. Keep one of them`);
}

/**
 * Launch, and launch again where an older one was just about to leave: not while it is seen, and ever more seldom.
 * @param {Surroundings} around
 */
async function untilAnswering(around) {
  const deadline = around.now() + START_MS;
  let child = await launch(around);
  for (let another = false, pause = POLL_MS * 10, next = around.now() + pause; ; ) {
    const found = await findSidecar(around);
    if (found) return found;
    if (child.exit !== undefined && child.exit !== ANOTHER_RUNS) throw failed(around, child.exit);
    if (around.now() > deadline) throw await tooLate(around, another);
    const refused = child.exit === ANOTHER_RUNS;
    await around.sleep(refused ? POLL_MS * 10 : POLL_MS, around.signal);
    another ||= refused;
    if (!refused || around.now() < next || (await isTaken(around))) continue;
    child = await launch(around);
    pause *= 2;
    next = around.now() + pause;
  }
}

/** @param {Surroundings} around */
async function isTaken(around) {
  return ownerOf(around) !== undefined || isListenedOn(around.paths.socket);
}

/**
 * Start the sidecar as a process that outlives this one.
 * @param {Surroundings} around
 * @returns {Promise<{exit: number | undefined}>} `exit` is set when it ends.
 */
async function launch(around) {
  const { venvProgram } = await import('./setup/venv.js');
  const log = openOutputLog(around.paths);
  /** @type {{exit: number | undefined}} */
  const child = { exit: undefined };
  const checkout = checkoutOf(around.root);
  const command = ['-I', '-m', 'jepa_learning', 'serve', ...(checkout ? ['--checkout', checkout] : [])];
  const process = around.spawn(venvProgram(around), command, { cwd: around.root, env: around.env, detached: true, stdio: ['ignore', log, log] });
  process.on('error', () => (child.exit = 1));
  process.on('exit', (code) => (child.exit = code ?? 1));
  process.unref();
  closeSync(log);
  return child;
}

/** @param {import('./paths.js').Paths} paths */
function openOutputLog({ state, outputLog }) {
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    const size = statSync(outputLog, { throwIfNoEntry: false })?.size ?? 0;
    return openSync(outputLog, size > OUTPUT_LOG_BYTES ? 'w' : 'a', 0o600);
  } catch (cause) {
    throw new LevError('state_unwritable', `${outputLog} cannot be written (${systemCode(cause)}): expected a folder of your own in your home, or where XDG_STATE_HOME says. Check the disk, and the owner and rights of ${state}`, { cause });
  }
}

/** @param {Surroundings} around @param {number} code */
function failed({ paths }, code) {
  const said = lastLine(paths.outputLog);
  return new LevError('sidecar_failed', `the sidecar ended with code ${code} while starting${said ? `: ${said}` : ''}. All that it said is in ${paths.outputLog}`);
}

/** @param {Surroundings} around @param {boolean} another Whether one that was started found another at work. */
async function tooLate(around, another) {
  const { paths } = around;
  const owner = ownerOf(around);
  if (another && owner) return new LevError('sidecar_timeout', `a sidecar (process ${owner}) owns ${paths.data} and does not answer. End it with: lev jepa stop, then repeat the command`);
  if (another && (await isListenedOn(paths.socket))) return new LevError('sidecar_timeout', `the sidecar cannot start: ${foreign(paths)}`);
  const why = another ? `another process owns ${paths.data} but does not answer on ${paths.socket}` : `it is silent on ${paths.socket}`;
  return new LevError('sidecar_timeout', `the sidecar did not answer within ${START_MS / 1000} s of its start: ${why}. See ${paths.outputLog} and: lev jepa doctor`);
}

/**
 * What to do about a listener that nothing is known of.
 * @param {import('./paths.js').Paths} paths
 */
export function foreign({ socket }) {
  return `something that is no sidecar listens on ${socket}. End it (lsof ${socket} names it), or remove that file`;
}

/** @param {string} path */
function lastLine(path) {
  try {
    return readFileSync(path, 'utf8').trim().split('\n').at(-1)?.trim() ?? '';
  } catch {
    return '';
  }
}
