/** Commands that run as a Python process of their own: evaluate, train-base, config and doctor. */

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ensureVenv } from '../../js/setup/venv.js';
import { createInstallation, createSpawn, goodMachine, setUpIn } from './stand-ins/programs.js';
import { createSandbox } from './stand-ins/sandbox.js';
import { startSidecar } from './stand-ins/sidecar.js';
import { runLev } from './stand-ins/terminal.js';

const ROW = {
  predictor: 'product', hit_at_1: 0.51, hit_at_3: 0.708, hit_at_5: 0.75, hit_at_10: 0.8, mrr: 0.6, calibration_error: 0.031,
  log_loss: 2.1, coverage_at_90: 0.22, abstained: 0.1, p50_ms: 1.24, p95_ms: 3.3,
};
const SHOWN = {
  target: 0.9, questions: 210, precision: { value: 0.905, low: 0.858, high: 0.937, level: 0.95 }, coverage: { value: 0.3, low: 0.267, high: 0.335, level: 0.95 },
};
const BINS = [
  { low: 0, high: 0.0667, questions: 0, claimed: 0, right: 0 },
  { low: 0.3333, high: 0.4, questions: 1490, claimed: 0.37, right: 0.31 },
  { low: 0.9333, high: 1, questions: 510, claimed: 0.97, right: 1 },
];
const EVALUATION = {
  project: '/home/me/httpx', seed: 0, without: [], kind: 'file', events: 5120, caused: 0, cases: 1479, asked: 4000, scored: 2000,
  tasks: [{ name: 'start', questions: 700, cases: 700, rows: [ROW, { ...ROW, predictor: 'recency', hit_at_3: 0.62 }], lift: { over: 'recency', interval: { value: 0.088, low: 0.06, high: 0.11, level: 0.95 }, drawn: 'cases' }, shown: SHOWN, reliability: BINS }],
};
const CONFIG = {
  user_file: '/home/me/.config/jepa-learning/config.yaml',
  files: ['/plugin/config/default.yaml'],
  settings: [{ key: 'sidecar.port', value: 0, origin: 'default.yaml:9' }, { key: 'consent.git', value: true, origin: 'JEPA_LEARNING_CONSENT__GIT' }],
};

const TAUGHT = { name: 'ann/alpha', head: '1'.repeat(40), commits: 5000, time: 0, licence: 'MIT', cases: 4000, lessons: 2000, left_out: null };
const FACTS = {
  repositories: [TAUGHT, { ...TAUGHT, name: 'bob/beta', left_out: 'its licence, GPL-3.0, is not permissive' }],
  seed: 0, steps: 8000, settings: {}, figures: [{ of: 'mean', values: { alone_hit_at_1: 0.4, federation_loss_nats: 2.31 }, lessons: 90 }], notes: [],
};
const MADE = { folder: '/m/base', model: { name: 'base', version: 2, sha256: 'ab', files: { 'weights.safetensors': 1200, 'README.md': 34 }, metrics: {} }, facts: FACTS };

/**
 * An installation that is set up, on which Python plays what a test says.
 * @param {import('node:test').TestContext} t
 * @param {Record<string, import('./stand-ins/programs.js').Played>} python
 */
async function prepare(t, python) {
  const sandbox = createSandbox(t);
  const root = createInstallation(sandbox);
  await ensureVenv(setUpIn(sandbox, root, goodMachine(root)).around);
  const { spawn, started } = createSpawn(goodMachine(root, python));
  return { sandbox, started, lev: (/** @type {string[]} */ ...words) => runLev(['jepa', ...words], sandbox, { root, spawn, platform: 'linux' }) };
}

describe('lev jepa evaluate', () => {
  it('prints the product and the baselines, and the lift with its interval', async (t) => {
    const { lev } = await prepare(t, { evaluate: { out: JSON.stringify(EVALUATION) } });
    const { code, out } = await lev('evaluate');
    assert.equal(code, 0);
    assert.equal(out, `5,120 file events in 1,479 cases; 2,000 of 4,000 questions scored

start: 700 questions in 700 cases
           hit@1  hit@3  hit@5  hit@10    MRR  cal. error  cover@90     p50     p95
  product   51 %   71 %   75 %    80 %  0.600       0.031      22 %  1.2 ms  3.3 ms
  recency   51 %   62 %   75 %    80 %  0.600       0.031      22 %  1.2 ms  3.3 ms
  hit@3 against recency: 8.8 points (95 % interval 6.0 to 11.0, drawn over cases)
  asked for 90 % precision: shown 210 of 700, 30.0 % (95 % interval 26.7 to 33.5)
  of these right 90.5 % (95 % interval 85.8 to 93.7)

  said                                  came true  questions
  37 %  █████████  |                         31 %      1,490
  97 %  █████████████████████████████|      100 %        510
`);
  });

  it('hands every option over, and the document on as it is', async (t) => {
    const { lev, started, sandbox } = await prepare(t, { evaluate: { out: JSON.stringify(EVALUATION) } });
    const { out } = await lev('evaluate', '--json', '--kind', 'command', '--last', '50', '--without', 'recency', '--without', 'ngram');
    assert.ok(started.at(-1)?.endsWith(`-m jepa_learning evaluate --json --project ${sandbox.repository} --kind command --last 50 --without recency --without ngram`));
    assert.deepEqual(JSON.parse(out), EVALUATION);
  });

  it('shows progress and nothing else of what Python says on the way', async (t) => {
    const err = '{"type": "progress", "done": 1, "total": 2}\nsome warning\n';
    const { lev } = await prepare(t, { evaluate: { out: JSON.stringify(EVALUATION), err } });
    assert.doesNotMatch((await lev('evaluate')).err, /warning|progress/);
  });

  it("fails with Python's own code and words, whatever its exit code was", async (t) => {
    const error = { success: false, error: { code: 'request_invalid', message: 'the history has 3 file events' } };
    const { lev } = await prepare(t, { evaluate: { code: 75, out: JSON.stringify(error), err: 'jepa-learning: request_invalid: ...' } });
    const { code, out } = await lev('evaluate', '--json');
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), error);
  });

  it('fails in words where Python ends without an answer', async (t) => {
    const { lev } = await prepare(t, { evaluate: { code: 1, err: 'Traceback\nMemoryError: too much\n' } });
    const { code, err } = await lev('evaluate');
    assert.equal(code, 1);
    assert.match(err, /evaluate ended with code 1 and no answer: MemoryError: too much\. .*lev jepa doctor/);
  });
});

describe('lev jepa train-base', () => {
  it('prints what was made, from what, and how good it is', async (t) => {
    const { lev } = await prepare(t, { 'train-base': { out: JSON.stringify(MADE) } });
    const { code, out } = await lev('train-base', '--repos', 'clones', '--out', '/m/base');
    assert.equal(code, 0);
    assert.equal(out, `/m/base: version 2, 1,234 bytes, SHA-256 ab
  1 repository, 4,000 commits, 2,000 lessons; 8,000 steps
  left out: bob/beta (its licence, GPL-3.0, is not permissive)
  mean: alone hit at 1 0.400, federation loss nats 2.310
`);
  });

  it('hands every option over', async (t) => {
    const { lev, started } = await prepare(t, { 'train-base': { out: JSON.stringify(MADE) } });
    await lev('train-base', '--repos', 'clones', '--out', 'o', '--folds', '5', '--facts', 'f', '--any-licence', '--list');
    assert.ok(started.at(-1)?.endsWith('-m jepa_learning train-base --json --repos clones --out o --folds 5 --facts f --any-licence --list'));
  });

  it('lists the clones that there are', async (t) => {
    const { lev } = await prepare(t, { 'train-base': { out: JSON.stringify(FACTS) } });
    assert.equal((await lev('train-base', '--list', '--repos', 'clones')).out, `1 repository to train on
  ann/alpha  MIT  5,000 commits
  left out: bob/beta (its licence, GPL-3.0, is not permissive)
`);
  });
});

describe('lev jepa config', () => {
  it('prints every setting with its value and origin', async (t) => {
    const { lev } = await prepare(t, { config: { out: JSON.stringify(CONFIG) } });
    const { out } = await lev('config');
    assert.equal(out, `sidecar.port  0     default.yaml:9
consent.git   true  JEPA_LEARNING_CONSENT__GIT

Your settings would be read from /home/me/.config/jepa-learning/config.yaml; there is no such file
`);
  });
});

describe('lev jepa doctor', () => {
  it('is not content with folders that cannot be made', async (t) => {
    const sandbox = createSandbox(t);
    writeFileSync(join(sandbox.folder, 'data'), 'a file where the folder goes');
    const { out } = await runLev(['jepa', 'doctor'], sandbox);
    assert.match(out, /^FAIL +data folder .*is not there, and .*data cannot be written to/m);
  });

  const healthy = { doctor: { out: JSON.stringify({ healthy: true, checks: [{ name: 'python packages', ok: true, detail: 'numpy 2.4', remedy: null }] }) } };

  it('is 0 and healthy where all is as it should be, without starting a sidecar', async (t) => {
    const { lev, started } = await prepare(t, healthy);
    const { code, out } = await lev('doctor');
    assert.equal(code, 0);
    for (const line of [/^ok {2}node /m, /^ok {2}set-up /m, /^ok {2}python {11}3\.11\.7$/m, /does not run; it starts when it is needed/, /^ok {2}python packages {2}numpy/m, /^Healthy\.$/m]) assert.match(out, line);
    assert.equal(started.some((line) => line.includes('serve')), false);
  });

  it('is 1, with what to do, where Python finds a fault', async (t) => {
    const checks = [{ name: 'free space', ok: false, detail: '3 MB', remedy: 'free 200 MB' }];
    const { lev } = await prepare(t, { doctor: { code: 1, out: JSON.stringify({ healthy: false, checks }) } });
    const { code, out } = await lev('doctor');
    assert.equal(code, 1);
    assert.match(out, /^FAIL {2}free space .*3 MB$/m);
    assert.match(out, /Not healthy\.\nfree space: free 200 MB/);
  });

  it('is 0 with a warning, and what to do, where something works but could be better', async (t) => {
    const checks = [{ name: 'mlx', ok: true, warns: true, detail: 'a slow BLAS', remedy: 'remove .venv' }];
    const { lev } = await prepare(t, { doctor: { out: JSON.stringify({ healthy: true, checks }) } });
    const { code, out } = await lev('doctor');
    assert.equal(code, 0);
    assert.match(out, /^WARN {2}mlx .*a slow BLAS$/m);
    assert.match(out, /Healthy\.\nmlx: remove \.venv/);
  });

  it('is 1 where nothing is set up, and sets nothing up', async (t) => {
    const sandbox = createSandbox(t);
    const root = createInstallation(sandbox);
    const { spawn, started } = createSpawn(() => undefined);
    const { code, out } = await runLev(['jepa', 'doctor', '--json'], sandbox, { root, spawn, platform: 'linux' });
    const { checks } = JSON.parse(out);
    const failed = checks.filter((/** @type {any} */ check) => !check.ok).map((/** @type {any} */ check) => check.name);
    assert.deepEqual({ code, failed }, { code: 1, failed: ['set-up', 'python'] });
    assert.equal(started.length, 1);
  });

  it('is 1 where others may read the data', async (t) => {
    const { lev, sandbox } = await prepare(t, healthy);
    mkdirSync(sandbox.paths.data, { recursive: true });
    chmodSync(sandbox.paths.data, 0o755);
    const { code, out } = await lev('doctor');
    assert.equal(code, 1);
    assert.match(out, /^FAIL {2}data folder .*mode 0755$/m);
  });

  it('is 1 where a sidecar of another version runs', async (t) => {
    const { lev, sandbox } = await prepare(t, healthy);
    const sidecar = await startSidecar(sandbox.paths, { version: '0.0.1' });
    t.after(sidecar.close);
    chmodSync(sandbox.paths.socket, 0o600);
    const { code, out } = await lev('doctor');
    assert.equal(code, 1);
    assert.match(out, /^FAIL {2}sidecar .*version 0\.0\.1, ready$/m);
  });
});
