/**
 * HTTP to the sidecar: one request, one answer, one stream of JSON lines, or a connection of lines both ways. It knows how to reach the
 * sidecar and what a problem looks like (docs/reference/http.md), not what the routes mean.
 */

import { request as httpRequest } from 'node:http';
import { Interrupted, LevError, systemCode } from './errors.js';
import { REQUEST_MS, STREAM_SILENCE_MS } from './limits.js';

/**
 * @typedef {{socket: string} | {host: string, port: number, token: string}} Endpoint
 * @typedef {(method: string, path: string, body?: unknown, patience_ms?: number) => Promise<any>} Request
 * @typedef {(method: string, path: string, body?: unknown) => AsyncGenerator<any>} Stream
 *
 * @typedef {object} Connection
 * @property {(line: string) => void} write
 * @property {() => void} end Say that no line will follow.
 * @property {() => AsyncGenerator<string>} lines What the sidecar says, until it hangs up.
 */

const ABSENT = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTSOCK']);

/**
 * A client of the sidecar at an endpoint.
 * @param {Endpoint} endpoint
 * @param {{signal?: AbortSignal, timeout_ms?: number}} [limits]
 * @returns {{request: Request, stream: Stream, connect: (path: string) => Promise<Connection>}}
 */
export function createClient(endpoint, { signal, timeout_ms = REQUEST_MS } = {}) {
  return {
    async request(method, path, body, patience_ms = timeout_ms) {
      const response = await send(endpoint, { method, path, body, signal, timeout_ms: patience_ms });
      const text = await readText(response, signal);
      return text === '' ? null : parseJson(text, path);
    },
    async *stream(method, path, body) {
      const response = await send(endpoint, { method, path, body, signal, timeout_ms: STREAM_SILENCE_MS });
      for await (const line of readLines(response, signal)) yield parseJson(line, path);
    },
    connect: (path) => connect(endpoint, path, signal),
  };
}

/**
 * @param {Endpoint} endpoint
 * @param {{method: string, path: string, body: unknown, signal?: AbortSignal, timeout_ms: number}} what
 * @returns {Promise<import('node:http').IncomingMessage>} Its status is below 400.
 */
async function send(endpoint, { method, path, body, signal, timeout_ms }) {
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const response = await open({ ...address(endpoint), method, path, headers: headers(endpoint, payload), signal, timeout: timeout_ms, agent: false }, payload);
  if ((response.statusCode ?? 500) < 400) return response;
  throw asProblem(await readText(response, signal), response.statusCode ?? 500, `${method} ${path}`);
}

/**
 * A connection has no bound in time: who is connected may be silent for hours.
 * @param {Endpoint} endpoint
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<Connection>}
 */
async function connect(endpoint, path, signal) {
  const outgoing = httpRequest({ ...address(endpoint), method: 'POST', path, headers: headers(endpoint), signal, agent: false });
  const response = await new Promise((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', (error) => reject(explain(error, { signal, method: 'POST', path })));
    outgoing.flushHeaders();
  });
  if (response.statusCode >= 400) throw asProblem(await readText(response, signal), response.statusCode, `POST ${path}`);
  return {
    write: (line) => void outgoing.write(`${line}\n`),
    end: () => void outgoing.end(),
    lines: () => readLines(response, signal),
  };
}

/**
 * @param {import('node:http').RequestOptions} options
 * @param {Buffer} [payload]
 * @returns {Promise<import('node:http').IncomingMessage>}
 */
function open(options, payload) {
  return new Promise((resolve, reject) => {
    /** @type {import('node:http').IncomingMessage | undefined} */
    let response;
    const outgoing = httpRequest(options, (incoming) => resolve((response = incoming)));
    outgoing.on('timeout', () => (response ?? outgoing).destroy(tooSlow(options)));
    outgoing.on('error', (error) => reject(explain(error, options)));
    outgoing.end(payload);
  });
}

/** @param {Endpoint} endpoint */
function address(endpoint) {
  return 'socket' in endpoint ? { socketPath: endpoint.socket } : { host: endpoint.host, port: endpoint.port };
}

/** @param {Endpoint} endpoint @param {Buffer} [payload] */
function headers(endpoint, payload) {
  /** @type {Record<string, string | number>} */
  const all = { accept: 'application/json', host: 'localhost', connection: 'close' };
  if ('token' in endpoint) all.authorization = `Bearer ${endpoint.token}`;
  if (payload) Object.assign(all, { 'content-type': 'application/json', 'content-length': payload.length });
  return all;
}

/**
 * @param {import('node:http').IncomingMessage} response
 * @param {AbortSignal} [signal]
 */
async function readText(response, signal) {
  let text = '';
  for await (const chunk of chunksOf(response, signal)) text += chunk;
  return text;
}

/**
 * @param {import('node:http').IncomingMessage} response
 * @param {AbortSignal} [signal]
 */
async function* readLines(response, signal) {
  let rest = '';
  for await (const chunk of chunksOf(response, signal)) {
    const lines = (rest + chunk).split('\n');
    rest = /** @type {string} */ (lines.pop());
    yield* lines.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}

/**
 * @param {import('node:http').IncomingMessage} response
 * @param {AbortSignal} [signal]
 * @returns {AsyncGenerator<string>}
 */
async function* chunksOf(response, signal) {
  response.setEncoding('utf8');
  try {
    yield* response;
  } catch (error) {
    throw explain(error, { signal });
  }
}

/**
 * @param {unknown} error
 * @param {{signal?: AbortSignal, method?: string, path?: string | null}} asked
 */
function explain(error, { signal, method = 'the request', path = '' }) {
  if (signal?.aborted) return new Interrupted();
  if (error instanceof LevError) return error;
  const code = systemCode(error) ?? 'unknown';
  const words = `the sidecar does not answer ${method} ${path} (${code})`.replace('  ', ' ');
  return new LevError(ABSENT.has(code) ? 'sidecar_absent' : 'sidecar_unreachable', `${words}. Start it again with: lev jepa stop, then repeat the command`, { cause: error });
}

/** @param {{method?: string, path?: string | null, timeout?: number}} asked */
function tooSlow({ method, path, timeout = 0 }) {
  return new LevError('sidecar_timeout', `the sidecar said nothing on ${method} ${path} for ${timeout / 1000} s. See what it does with: lev jepa doctor`);
}

/**
 * @param {string} text
 * @param {number} status
 * @param {string} asked
 */
function asProblem(text, status, asked) {
  try {
    const { code, detail, title } = JSON.parse(text);
    if (typeof code === 'string') return new LevError(code, String(detail ?? title ?? code), { status });
  } catch {
    // not a problem document: told below
  }
  return new LevError('sidecar_unreachable', `the sidecar answered ${asked} with status ${status} and no problem document: ${text.slice(0, 200)}`, { status });
}

/** @param {string} text @param {string} path */
function parseJson(text, path) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LevError('sidecar_unreachable', `the sidecar's answer to ${path} is not JSON: ${text.slice(0, 200)}`, { cause });
  }
}
