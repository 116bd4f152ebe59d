/**
 * A sidecar without a learner: a real HTTP server on a Unix socket (or a loopback port) that speaks
 * docs/reference/http.md. It remembers what it was asked.
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { PROTOCOL, readVersion } from '../../../js/installation.js';

/**
 * @typedef {{method: string, path: string, body: any, headers: import('node:http').IncomingHttpHeaders}} Asked
 * @typedef {{status?: number, body?: unknown, lines?: unknown[]}} Reply
 * @typedef {(asked: Asked) => Reply | Promise<Reply>} Route
 *
 * @typedef {object} FakeSidecar
 * @property {Asked[]} asked
 * @property {() => string[]} calls As in `POST /v1/predictions`.
 * @property {(call: string) => any} bodyOf Of the last such call.
 * @property {() => Promise<void>} close
 */

/**
 * @param {import('../../../js/paths.js').Paths} paths
 * @param {{routes?: Record<string, Route>, version?: string, protocol?: number, token?: string}} [how] `token`: listen on a port.
 * @returns {Promise<FakeSidecar>}
 */
export async function startSidecar(paths, { routes = {}, version = readVersion(), protocol = PROTOCOL, token } = {}) {
  mkdirSync(paths.runtime, { recursive: true, mode: 0o700 });
  /** @type {Asked[]} */
  const asked = [];
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const one = { method: request.method ?? '', path: request.url ?? '', body, headers: request.headers };
      asked.push(one);
      const call = `${one.method} ${one.path.split('?')[0]}`;
      const route = routes[call] ?? ROUTES[call] ?? notFound;
      send(response, await route(one));
      if (call === 'POST /v1/shutdown') await shut(server, paths);
    });
  });
  await listen(server, token ? 0 : paths.socket);
  const address = server.address();
  const reach = token && address && typeof address === 'object' ? { host: '127.0.0.1', port: address.port, token } : { socket: paths.socket };
  writeFileSync(paths.sidecarFile, JSON.stringify({ pid: process.pid, version, protocol, ...reach }));
  return {
    asked,
    calls: () => asked.map(({ method, path }) => `${method} ${path}`),
    bodyOf: (call) => asked.findLast(({ method, path }) => `${method} ${path}` === call)?.body,
    async close() {
      server.closeAllConnections();
      await shut(server, paths);
    },
  };
}

/** What `POST /v1/predictions` answers. */
export const PREDICTION = Object.freeze({
  project: '/home/me/httpx',
  name: 'httpx',
  known: ['httpx/_models.py', 'README.md'],
  sections: [
    {
      kind: 'file',
      learnt: 5120,
      cases: 1479,
      candidates: [
        { activity: 'httpx/_client.py', probability: 0.41, why: 'changed together in 7 of 9 commits with httpx/_models.py' },
        { activity: 'CHANGELOG.md', probability: 0.17, why: 'touched in 12 of the last 40 commits' },
        { activity: 'tests/test_client.py', probability: 0.09, why: 'in the directory of tests/test_models.py' },
      ],
      abstained: null,
      hint: null,
      confidence: 0.41,
      disagreement: 0.2,
      regime: 'equilibrium',
      needed: 0.8,
      rollout: null,
      suggestion: '3f2a9c1b',
    },
    {
      kind: 'command',
      learnt: 0,
      cases: 0,
      candidates: [],
      abstained: 'the shell history is not read',
      hint: 'Allow it with: lev jepa consent shell on',
      confidence: 0,
      disagreement: 0,
      regime: 'equilibrium',
      rollout: null,
    },
  ],
  took_ms: 3.2,
});

/** What `POST /v1/related` answers. */
export const RELATED = Object.freeze({
  project: '/home/me/httpx',
  name: 'httpx',
  related: [
    { kind: 'file', activity: 'tests/test_client.py', project: '/home/me/httpx', score: 0.984, why: 'structure: its test; co-change: changed together in 7 of 9 commits', reasons: {} },
    { kind: 'command', activity: 'pytest tests', project: null, score: 0.3, why: 'meaning: 0.44', reasons: {} },
  ],
  notes: [],
  took_ms: 3.2,
});

/** What `POST /v1/search` answers. */
export const FOUND = Object.freeze({
  project: '/home/me/httpx',
  name: 'httpx',
  found: [
    { kind: 'case', text: 'Honour Retry-After\n\nin redirects', case: '97bf6e5c1f3a', project: '/home/me/httpx', source: 'git', time: 1_767_398_400, events: 3, gone: false, score: 1, why: "words: 'Retry'", reasons: {} },
    { kind: 'command', text: 'pytest -k retry', case: 'zsh-3f2a', project: null, source: 'shell', time: null, events: 9, gone: false, score: 0.48, why: "words: 'retry'", reasons: {} },
    { kind: 'file', text: 'httpx/_retry.py', case: '1066929ab', project: '/home/me/httpx', source: 'git', time: 1_766_534_400, events: 2, gone: true, score: 0.47, why: "words: 'retry'", reasons: {} },
  ],
  notes: ['meanings are not compared: the vector memory is empty'],
  took_ms: 3.2,
});

/** One of what `GET /v1/feedback` answers, and what `POST /v1/feedback` does. */
export const SUGGESTION = Object.freeze({
  id: '3f2a9c1b',
  kind: 'file',
  project: '/home/me/httpx',
  time: 1_767_398_400,
  later: 2,
  candidates: [
    { activity: 'httpx/_client.py', probability: 0.41, verdict: 'accepted', told: 1_767_398_460, came: true },
    { activity: 'CHANGELOG.md', probability: 0.17, verdict: 'shown', told: null, came: false },
    { activity: 'tests/test_client.py', probability: 0.09, verdict: 'dismissed', told: 1_767_398_470, came: false },
  ],
});

/** What `GET /v1/status` answers. */
export const STATUS = Object.freeze({
  version: '0.1.0',
  protocol: 1,
  pid: 4711,
  uptime_s: 150.2,
  project: { root: '/home/me/httpx', name: 'httpx' },
  learnt: [{ kind: 'file', events: 5120, cases: 1479, activities: 210, regime: 'breakdown', means: 'a change: what was learnt no longer fits' }],
  log: { events: 5120, size_bytes: 1_200_000 },
  consent: [{ source: 'git', scope: '/home/me/httpx', granted: true, asked: false, time: null }],
  memory: { adapter: 'embedded', place: null, encoder: 'hashed-subwords-1-384', dimension: 384, memories: 3210, behind: 0, problem: null, notice: null },
  networks: [
    { kind: 'file', version: 'base', own: false, loaded: true, waiting: 12, learnt: 0, promotions: 0, verdict: null, collapse: null, surprise: null, silent: null },
    {
      kind: 'sequence', version: null, own: false, loaded: true, waiting: 1, learnt: 640, promotions: 0,
      verdict: { promoted: false, gain: 0.01, error: 0.02, questions: 512, reason: 'no different beyond doubt: +0.0100 ± 0.0392 nats a question over 512' },
      collapse: { rank: 31.25, variance: 0.9, sigreg: 6.5, dimension: 64, alarm: 'SIGReg is 6.5, above 5: the states are far from Gaussian' },
      surprise: { events: 512, mean: 0.81, median: 0.75, high: 1.2, last: 0.6, percentile: 31.25 },
      silent: 'it has not learnt enough yet to be better than without it',
    },
  ],
  paused_until: null,
  whispers_on: true,
  folders: { data: '/home/me/.local/share/jepa-learning', state: '/s', runtime: '/r' },
});

/** What `GET /v1/whispers/w1` answers. */
export const WHISPER = Object.freeze({
  id: '4c1f09ab', mode: 'task_mode', trigger: 'task_given', time: 1_767_398_400, kind: 'file', project: '/home/me/httpx', session: '', hint: 'Work was left at httpx: tests', guidance: 'Look here first.',
  guesses: [{ activity: 'httpx/_client.py', probability: 0.6, reason: 'touched in 4 of 9 commits' }, { activity: 'CHANGELOG.md', probability: 0.25, reason: '' }],
  chance: 0.7, confidence: 0.71, cost: 0.6, fate: 'used', why: '', channels: ['agent run'], came_true: true,
});

/** What `GET /v1/drift` answers. */
export const DRIFT = Object.freeze({
  project: '/home/me/httpx',
  name: 'httpx',
  streams: [
    {
      kind: 'file', regime: 're-anchoring', means: 'learning what is new, or recalling what was', anchor: 2, stayed: 40, events: 2235, remembered: [1],
      passages: [
        { regime: 'exploration', anchor: 1, event: 2151, time: 1_767_398_400, why: 'other things are done' },
        { regime: 'breakdown', anchor: 2, event: 2170, time: 1_767_398_460, why: 'other things are done' },
        { regime: 're-anchoring', anchor: 2, event: 2195, time: null, why: 'regime 2 begins' },
      ],
      motions: [
        { manifold: 'cochange', speeds: [0.9, 1.1, 7.9], direction: -0.25, curvature: 1.5, chance: 0.005 },
        { manifold: 'ngram', speeds: [], direction: null, curvature: null, chance: null },
      ],
      couplings: [
        { one: 'recency', other: 'frequency', alike: 0.91 },
        { one: 'recency', other: 'cochange', alike: 0.5 },
        { one: 'cochange', other: 'frequency', alike: 0.4 },
        { one: 'author', other: 'cochange', alike: -0.01 },
      ],
      lessons: { waiting: 0, learnt: 8, aside: 4, newest: [{ activity: 'src/a.py', time: null, learnt: false, why: 'too many waited' }] },
    },
  ],
});

/** What `GET /v1/models` answers. */
export const MODELS = Object.freeze({
  models: [
    { kind: 'file', name: 'base', state: 'base', answers: false, reason: 'ships with the plugin', parent: null, made: null, scope: '', first: 0, last: 0, lessons: 0, gain: 0, error: 0, questions: 0 },
    { kind: 'file', name: 'file-2', state: 'live', answers: true, reason: 'better: +0.0812', parent: 'base', made: 1_767_398_400, scope: '/home/me/httpx', first: 0, last: 5120, lessons: 5120, gain: 0.0812, error: 0.0156, questions: 512 },
  ],
});

/** @type {Record<string, Route>} */
const ROUTES = {
  'GET /readyz': () => ({ body: { ready: true } }),
  'POST /v1/shutdown': () => ({ status: 202, body: null }),
  'POST /v1/predictions': () => ({ body: PREDICTION }),
  'POST /v1/workflows/ended': () => ({ body: { heard: true } }),
  'POST /v1/whispers/take': () => ({ body: { whisper: null, words: null } }),
  'GET /v1/whispers': () => ({ body: { on: true, whispers: [WHISPER] } }),
  'GET /v1/whispers/4c1f09ab': () => ({ body: WHISPER }),
  'POST /v1/whispers/4c1f09ab/receipt': () => ({ body: { ...WHISPER, fate: 'dismissed' } }),
  'PUT /v1/whispers/switch': ({ body }) => ({ body }),
  'POST /v1/related': () => ({ body: RELATED }),
  'POST /v1/search': () => ({ body: FOUND }),
  'POST /v1/imports': () => ({
    lines: [
      { type: 'progress', source: 'git', done: 300, total: 1479 },
      { type: 'source', source: 'git', appended: 5120, known: 0, denied: 3, redacted: 1, skipped: 0, seconds: 4.1 },
      { type: 'end' },
    ],
  }),
  'POST /v1/events': ({ body }) => ({
    body: { received: body.events.length, appended: body.events.length, known: 0, denied: 0, redacted: 0, refused: [] },
  }),
  'GET /v1/consent': () => ({ body: consent(false) }),
  'PUT /v1/consent': () => ({ body: consent(true) }),
  'GET /v1/status': () => ({ body: STATUS }),
  'GET /v1/drift': () => ({ body: DRIFT }),
  'POST /v1/forget': () => ({ body: { erased: 7, owed: null } }),
  'POST /v1/memory/migrate': () => ({ lines: [{ type: 'progress', done: 500, total: 3210 }, { type: 'progress', done: 3210, total: 3210 }, { type: 'end' }] }),
  'GET /v1/feedback': () => ({ body: { suggestions: [SUGGESTION] } }),
  'POST /v1/feedback': () => ({ body: SUGGESTION }),
  'GET /v1/models': () => ({ body: MODELS }),
  'POST /v1/models/promote': () => ({ body: MODELS }),
  'POST /v1/models/rollback': () => ({ body: MODELS }),
  'POST /v1/models/train': () => ({
    lines: [
      { type: 'progress', kind: 'file', stage: 'replaying', done: 500, total: 5120, per_s: 900.4, loss: null, rank: null, variance: null, sigreg: null },
      { type: 'progress', kind: 'file', stage: 'training', done: 10, total: 240, per_s: 1200, loss: 2.1, rank: 30.52, variance: 0.9, sigreg: 1.2 },
      { type: 'trained', kind: 'file', model: MODELS.models[1], left_out: null },
      { type: 'trained', kind: 'sequence', model: null, left_out: 'its history has 40 lessons: 384 are needed' },
      { type: 'end' },
    ],
  }),
  'POST /v1/rebuild': () => ({ lines: [{ type: 'progress', done: 5120, total: 5120 }, { type: 'end', events: 5120 }] }),
};

/**
 * What `GET /v1/consent` answers.
 * @param {boolean} asked Whether the user was asked about the shell history.
 * @param {boolean} askedForCode Whether about the files of repositories.
 */
export function consent(asked, askedForCode = true) {
  const code = { source: 'code', scope: '*', granted: false, asked: askedForCode, time: askedForCode ? 1.7e9 : null };
  const git = { source: 'git', scope: '/home/me/httpx', granted: true, asked: false, time: null };
  return { project: '/home/me/httpx', sources: [code, git, { source: 'shell', scope: '*', granted: false, asked, time: asked ? 1.7e9 : null }] };
}

/**
 * A problem document.
 * @param {number} status
 * @param {string} code
 * @param {string} detail
 * @returns {Reply}
 */
export function problem(status, code, detail) {
  return { status, body: { type: 'about:blank', title: code, status, code, detail } };
}

const notFound = () => problem(404, 'not_found', 'no such route');

/** @param {import('node:http').IncomingMessage} request */
async function readBody(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? null : JSON.parse(text);
}

/** @param {import('node:http').ServerResponse} response @param {Reply} reply */
function send(response, { status = 200, body, lines }) {
  const kind = lines ? 'application/x-ndjson' : status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': kind });
  response.end(lines ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : JSON.stringify(body));
}

/** @param {import('node:http').Server} server @param {string | number} where */
function listen(server, where) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const ready = () => resolve(undefined);
    if (typeof where === 'number') server.listen(where, '127.0.0.1', ready);
    else server.listen(where, ready);
  });
}

/** @param {import('node:http').Server} server @param {import('../../../js/paths.js').Paths} paths @returns {Promise<void>} */
function shut(server, paths) {
  rmSync(paths.sidecarFile, { force: true });
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
