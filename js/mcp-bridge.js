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
 * @property {unknown} [error]
 *
 * @typedef {object} Asked What the client asked and was not answered yet.
 * @property {string} line
 * @property {Message} message
 * @property {boolean} again Whether it is asked for the second time.
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
  /** @type {Promise<Connection> | null} */
  #open = null;
  /** @type {Promise<void>} */
  #carrying = Promise.resolve();
  /** @type {{line: string, message: Message}[]} */
  #opening = [];
  /** @type {Map<Id, Asked>} */
  #waiting = new Map();
  /** @type {Set<Id>} Of requests that only this bridge made: their answers are not for the client. */
  #own = new Set();
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
    if (!message) return this.#tell(refusal(null, PARSE_ERROR, { code: 'request_invalid', message: 'the line is not a JSON object: expected one JSON-RPC message' }));
    if (message.method === 'initialize') this.#opening = [];
    return this.#send({ line, message, again: false });
  }

  /** Wait for the answers that are still to come, then hang up. */
  async finish() {
    const last = new Promise((resolve) => (this.#answered = () => resolve(undefined)));
    if (this.#isOwed()) await Promise.race([last, patience(MCP_LAST_ANSWERS_MS)]);
    this.#waiting.clear(); // a stream without an end is owed no answer
    (await this.#open)?.end();
    await Promise.race([this.#carrying, patience(MCP_LAST_ANSWERS_MS)]);
  }

  /** @param {Asked} asked */
  async #send(asked) {
    const { line, message } = asked;
    const isQuestion = message.id !== undefined && message.method !== undefined;
    if (isQuestion) this.#waiting.set(/** @type {Id} */ (message.id), asked);
    try {
      (await this.#reach()).write(line);
      if (!isQuestion && this.#opening.length > 0) this.#remember(asked);
    } catch (error) {
      if (isQuestion) this.#give(refusal(/** @type {Id} */ (message.id), SERVER_ERROR, asLevError(error)));
    }
  }

  async #reach() {
    this.#open ??= this.#begin();
    try {
      return await this.#open;
    } catch (error) {
      this.#open = null;
      throw error;
    }
  }

  async #begin() {
    const connection = await this.#connect();
    for (const { line, message } of this.#opening) {
      if (message.id !== undefined) this.#own.add(message.id);
      connection.write(line);
    }
    this.#carrying = this.#carryBack(connection);
    return connection;
  }

  /** @param {Connection} connection */
  async #carryBack(connection) {
    let why = 'it ended';
    try {
      for await (const line of connection.lines()) this.#give(line);
    } catch (error) {
      why = asLevError(error).message;
    }
    this.#open = null;
    this.#own.clear();
    await this.#askAgain(why);
  }

  /**
   * What a sidecar took with it is asked once more, of the next one: every tool may be called twice.
   * @param {string} why
   */
  async #askAgain(why) {
    for (const { line, message, again } of [...this.#waiting.values()]) {
      if (!again && message.method !== ENDLESS) await this.#send({ line, message, again: true });
      else this.#give(refusal(/** @type {Id} */ (message.id), SERVER_ERROR, { code: 'sidecar_absent', message: `the sidecar went away before it answered (${why}). Ask again: it is started again` }));
    }
  }

  /** @param {string} line */
  #give(line) {
    const message = parse(line);
    const isAnswer = message?.id !== undefined && !message.method;
    if (isAnswer && this.#own.delete(/** @type {Id} */ (message?.id))) return;
    this.#tell(line);
    if (!isAnswer) return;
    const asked = this.#waiting.get(/** @type {Id} */ (message?.id));
    if (asked && !message?.error) this.#remember(asked);
    this.#waiting.delete(/** @type {Id} */ (message?.id));
    if (!this.#isOwed()) this.#answered();
  }

  #isOwed() {
    return [...this.#waiting.values()].some(({ message }) => message.method !== ENDLESS);
  }

  /**
   * Only what was accepted opens the next connection: a client may try a way that the sidecar does not take.
   * @param {Asked} asked
   */
  #remember({ line, message }) {
    if (message.method === 'resources/unsubscribe') this.#opening = this.#opening.filter((one) => one.message.method !== 'resources/subscribe');
    if (message.method && OPENING.includes(message.method)) this.#opening.push({ line, message });
  }
}

/**
 * @param {Id | null} id
 * @param {number} number
 * @param {{code: string, message: string}} error
 */
function refusal(id, number, { code, message }) {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code: number, message: `${code}: ${message}`, data: { code } } });
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
