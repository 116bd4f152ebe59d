/**
 * Carries an MCP client's lines to the sidecar and the sidecar's lines back. It does not know the tools, and of
 * the protocol only what it takes to outlive a sidecar: which requests wait for an answer, and how the connection
 * was opened, so that it can be opened again where a sidecar went to sleep or was replaced in between.
 */

import { asLevError } from './errors.js';
import { MCP_LAST_ANSWERS_MS } from './limits.js';

/**
 * @typedef {import('./http.js').Connection} Connection
 * @typedef {string | number} Id
 *
 * @typedef {object} Message A message of JSON-RPC, as far as it matters here.
 * @property {Id} [id]
 * @property {string} [method]
 */

/** What a connection of a protocol version before 2026-07-28 begins with, and what it asked to be told of. */
const OPENING = Object.freeze(['initialize', 'notifications/initialized', 'resources/subscribe']);

/** A request whose answer is a stream without an end. */
const ENDLESS = 'subscriptions/listen';

const PARSE_ERROR = -32700;
const SERVER_ERROR = -32000;

/**
 * Carry lines until the client has no more, then wait for the last answers.
 * @param {AsyncIterable<string>} lines
 * @param {(line: string) => void} tell Takes one line for the client.
 * @param {() => Promise<Connection>} connect Finds the sidecar, or starts it.
 */
export async function carry(lines, tell, connect) {
  const bridge = new Bridge(tell, connect);
  for await (const line of lines) if (line.trim() !== '') await bridge.take(line);
  await bridge.finish();
}

class Bridge {
  #tell;
  #connect;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Promise<void>} */
  #carrying = Promise.resolve();
  /** @type {{line: string, message: Message}[]} */
  #opening = [];
  /** @type {Map<Id, string>} Method by id. */
  #waiting = new Map();
  /** @type {Set<Id>} Of requests that this bridge repeated: their answers are not for the client. */
  #repeated = new Set();
  /** @type {() => void} */
  #answered = () => {};

  /** @param {(line: string) => void} tell @param {() => Promise<Connection>} connect */
  constructor(tell, connect) {
    this.#tell = tell;
    this.#connect = connect;
  }

  /**
   * One line of the client; where no sidecar can be had, the client is told why.
   * @param {string} line
   */
  async take(line) {
    const message = parse(line);
    if (!message) return this.#refuse(null, PARSE_ERROR, { code: 'request_invalid', message: 'the line is not a JSON object: expected one JSON-RPC message' });
    if (message.method === 'initialize') this.#opening = [];
    try {
      const connection = await this.#reach();
      if (message.id !== undefined && message.method) this.#waiting.set(message.id, message.method);
      connection.write(line);
      this.#remember(line, message);
    } catch (error) {
      if (message.id !== undefined && message.method) this.#refuse(message.id, SERVER_ERROR, asLevError(error));
    }
    return undefined;
  }

  /** Wait for the answers that are still to come, then hang up. */
  async finish() {
    if (!this.#connection) return;
    const last = new Promise((resolve) => (this.#answered = () => resolve(undefined)));
    if (this.#isOwed()) await Promise.race([last, this.#carrying, patience(MCP_LAST_ANSWERS_MS)]);
    this.#connection?.end();
    await Promise.race([this.#carrying, patience(MCP_LAST_ANSWERS_MS)]);
  }

  async #reach() {
    if (this.#connection) return this.#connection;
    const connection = await this.#connect();
    for (const { line, message } of this.#opening) {
      if (message.id !== undefined) this.#repeated.add(message.id);
      connection.write(line);
    }
    this.#connection = connection;
    this.#carrying = this.#carryBack(connection);
    return connection;
  }

  /** @param {Connection} connection */
  async #carryBack(connection) {
    let why = asLevError(new Error('the sidecar ended'));
    try {
      for await (const line of connection.lines()) this.#give(line);
    } catch (error) {
      why = asLevError(error);
    }
    this.#connection = null;
    this.#repeated.clear();
    for (const id of this.#waiting.keys()) this.#refuse(id, SERVER_ERROR, { code: 'sidecar_absent', message: `the sidecar went away before it answered (${why.message}). Ask again: it is started again` });
    this.#waiting.clear();
    this.#answered();
  }

  /** @param {string} line */
  #give(line) {
    const message = parse(line);
    const isAnswer = message?.id !== undefined && !message.method;
    if (isAnswer && this.#repeated.delete(/** @type {Id} */ (message?.id))) return;
    this.#tell(line);
    if (!isAnswer) return;
    this.#waiting.delete(/** @type {Id} */ (message?.id));
    if (!this.#isOwed()) this.#answered();
  }

  #isOwed() {
    return [...this.#waiting.values()].some((method) => method !== ENDLESS);
  }

  /** @param {string} line @param {Message} message */
  #remember(line, message) {
    if (message.method === 'resources/unsubscribe') this.#opening = this.#opening.filter((one) => one.message.method !== 'resources/subscribe');
    if (message.method && OPENING.includes(message.method)) this.#opening.push({ line, message });
  }

  /** @param {Id | null} id @param {number} number @param {{code: string, message: string}} error */
  #refuse(id, number, { code, message }) {
    this.#tell(JSON.stringify({ jsonrpc: '2.0', id, error: { code: number, message: `${code}: ${message}`, data: { code } } }));
  }
}

/**
 * @param {string} line
 * @returns {Message | undefined}
 */
function parse(line) {
  try {
    const message = JSON.parse(line);
    return typeof message === 'object' && message !== null && !Array.isArray(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} ms */
function patience(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
