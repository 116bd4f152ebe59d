/** `lev` as a person and a script meet it: what is printed where, and the exit code. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { COMMANDS, optionsOf } from '../../js/cli/table.js';
import { CHECKOUT, createSandbox } from './stand-ins/sandbox.js';
import { consent, DRIFT, FOUND, MODELS, PREDICTION, problem, RELATED, startSidecar, STATUS, SUGGESTION } from './stand-ins/sidecar.js';
import { runLev } from './stand-ins/terminal.js';

/**
 * A sandbox in which a sidecar runs.
 * @param {import('node:test').TestContext} t
 * @param {Parameters<typeof startSidecar>[1]} [how]
 */
async function withSidecar(t, how) {
  const sandbox = createSandbox(t);
  const sidecar = await startSidecar(sandbox.paths, how);
  t.after(sidecar.close);
  return { sandbox, sidecar };
}

describe('lev jepa predict', () => {
  it('prints files, commands and why, in the look of the reference', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { code, out } = await runLev(['jepa', 'predict'], sandbox);
    assert.equal(code, 0);
    assert.equal(out, `httpx · 1,479 commits learnt · 2 files changed in your working tree

Next files · 3f2a9c1b
  41 %  httpx/_client.py      changed together in 7 of 9 commits with httpx/_models.py
  17 %  CHANGELOG.md          touched in 12 of the last 40 commits
   9 %  tests/test_client.py  in the directory of tests/test_models.py

Next commands
  nothing yet: the shell history is not read. Allow it with: lev jepa consent shell on
`);
  });

  it('learns what is new in the repository before it asks', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    await runLev(['jepa', 'predict', '--quiet'], sandbox);
    assert.deepEqual(sidecar.calls(), ['GET /readyz', 'POST /v1/imports', 'POST /v1/predictions']);
    assert.deepEqual(sidecar.bodyOf('POST /v1/imports'), { project: sandbox.repository });
  });

  it('asks only what is learnt already with --offline', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    await runLev(['jepa', 'predict', '--offline'], sandbox);
    assert.deepEqual(sidecar.calls(), ['GET /readyz', 'POST /v1/predictions']);
  });

  it('hands every option over', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const words = 'predict --intent fix --kind tool --kind step --k 9 --horizon 4 --known ../httpx/a.py --known b.py --explain';
    await runLev(['jepa', ...words.split(' ')], sandbox);
    const { repository } = sandbox;
    assert.deepEqual(sidecar.bodyOf('POST /v1/predictions'), {
      project: repository, cwd: repository, kinds: ['tool', 'step'], k: 9, horizon: 4, intent: 'fix', known: ['a.py', 'b.py'], explain: true,
    });
  });

  it('leaves to the sidecar what is not given', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    await runLev(['jepa', 'predict'], sandbox);
    const { repository } = sandbox;
    assert.deepEqual(sidecar.bodyOf('POST /v1/predictions'), { project: repository, cwd: repository });
  });

  it('is about the repository that the current folder is in', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const cwd = join(sandbox.repository, 'src', 'deep');
    mkdirSync(cwd, { recursive: true });
    await runLev(['jepa', 'predict'], sandbox, { cwd });
    const { project, cwd: sent } = sidecar.bodyOf('POST /v1/predictions');
    assert.deepEqual({ project, sent }, { project: sandbox.repository, sent: cwd });
  });

  for (const words of [['predict'], ['learn'], ['evaluate'], ['related', 'a'], ['search', 'a']]) {
    it(`${words[0]} refuses a project that is no folder`, async (t) => {
      const { sandbox, sidecar } = await withSidecar(t);
      const { code, err } = await runLev(['jepa', ...words, '--project', 'nowhere'], sandbox);
      assert.equal(code, 1);
      assert.match(err, /--project is "nowhere": expected a folder that exists/);
      assert.equal(sidecar.calls().includes('POST /v1/imports'), false);
    });
  }

  it('is about no project outside of any repository', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    await runLev(['jepa', 'predict'], sandbox, { cwd: sandbox.folder });
    assert.equal(sidecar.bodyOf('POST /v1/predictions').project, null);
  });

  it('is about the bare repository that the current folder is in', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const bare = join(sandbox.folder, 'bare.git');
    for (const name of ['objects', 'refs']) mkdirSync(join(bare, name), { recursive: true });
    writeFileSync(join(bare, 'HEAD'), 'ref: refs/heads/main\n');
    await runLev(['jepa', 'predict'], sandbox, { cwd: join(bare, 'refs') });
    assert.equal(sidecar.bodyOf('POST /v1/predictions').project, bare);
  });

  it('says which given files count for nothing, or may, and leaves out those that are not in the project', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    writeFileSync(join(sandbox.repository, 'there.py'), '');
    writeFileSync(join(sandbox.repository, '..odd.py'), '');
    const { code, err } = await runLev(['jepa', 'predict', '--known', '../../etc/passwd', '--known', 'gone.py', '--known', 'there.py', '--known', '..odd.py'], sandbox);
    assert.equal(code, 0);
    assert.deepEqual(sidecar.bodyOf('POST /v1/predictions').known, ['gone.py', 'there.py', '..odd.py']);
    assert.match(err, /--known \.\.\/\.\.\/etc\/passwd is not in .*httpx: it counts for nothing/);
    assert.match(err, /--known gone\.py: there is no such file/);
    assert.doesNotMatch(err, /there\.py|odd/);
  });

  it('marks an abstention, with what would help, and shows the list', async (t) => {
    const [files] = PREDICTION.sections;
    const doubtful = { ...PREDICTION, sections: [{ ...files, abstained: 'too little is known.', hint: 'Name the task with --intent.', suggestion: null }] };
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/predictions': () => ({ body: doubtful }) } });
    const { code, out } = await runLev(['jepa', 'predict'], sandbox);
    assert.equal(code, 0);
    assert.match(out, /^Next files\n {2}\? too little is known\. Name the task with --intent\n {2}41 % /m);
  });

  it('shows shares and a rollout when they are asked for', async (t) => {
    const [files] = PREDICTION.sections;
    const reasons = { recency: { share: 0.2, words: '' }, cochange: { share: 0.8, words: 'often together' } };
    const section = { ...files, candidates: [{ ...files.candidates[0], reasons }], rollout: [{ activity: 'a', probability: 0.5, confidence: 0.5 }, { activity: 'b', probability: 0.5, confidence: 0.25 }] };
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/predictions': () => ({ body: { ...PREDICTION, sections: [section] } }) } });
    const { out } = await runLev(['jepa', 'predict', '--explain', '--horizon', '2'], sandbox);
    assert.match(out, /80 % {2}cochange {2}often together\n {8}20 % {2}recency\n/);
    assert.match(out, /^ {3}confidence 41 %, 80 % needed; disagreement 0\.20 \(0 all alike, 1 all apart\); equilibrium$/m);
    assert.doesNotMatch((await runLev(['jepa', 'predict'], (await withSidecar(t)).sandbox)).out, /disagreement/);
    assert.match(out, /2 steps ahead\n {3}1\. {3}50 % {2}a {2}50 % for the way so far\n {3}2\. {3}50 % {2}b {2}25 % for the way so far/);
  });

  it('lets no control character of a command reach the terminal', async (t) => {
    const [files] = PREDICTION.sections;
    const evil = { ...files, kind: 'command', candidates: [{ activity: 'echo \u001b[2J\nrm', probability: 0.001, why: null }] };
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/predictions': () => ({ body: { ...PREDICTION, sections: [evil] } }) } });
    const { out } = await runLev(['jepa', 'predict'], sandbox);
    assert.match(out, /<1 % {2}echo �\[2J⏎rm\n/);
  });

  it('tells what could not be read, and predicts all the same', async (t) => {
    const lines = [{ type: 'problem', source: 'git', code: 'source_unreadable', detail: 'the repository is damaged' }, { type: 'end' }];
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/imports': () => ({ lines }) } });
    const { code, out, err } = await runLev(['jepa', 'predict'], sandbox);
    assert.equal(code, 0);
    assert.match(err, /git: the repository is damaged/);
    assert.match(out, /Next files/);
  });

  it('is an error when the sidecar breaks off while it learns', async (t) => {
    const lines = [{ type: 'progress', source: 'git', done: 1, total: 2 }];
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/imports': () => ({ lines }) } });
    const { code, err } = await runLev(['jepa', 'predict'], sandbox);
    assert.equal(code, 1);
    assert.match(err, /broke off in the middle.*Repeat the command/);
  });

  it('takes its bar away before it tells of an error', async (t) => {
    const routes = { 'GET /v1/consent': () => ({ body: consent(true) }), 'POST /v1/imports': () => ({ lines: [{ type: 'progress', source: 'git', done: 1, total: 2 }] }) };
    const { sandbox } = await withSidecar(t, { routes });
    const { err } = await runLev(['jepa', 'predict'], sandbox, { terminal: true });
    assert.ok(err.includes('learning: git\r\u001b[Klev: the sidecar broke off'), err);
  });

  it('has colour, a bar and cut lines on a terminal, and none of them with NO_COLOR', async (t) => {
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/consent': () => ({ body: consent(true) }) } });
    const seen = await runLev(['jepa', 'predict'], sandbox, { terminal: true });
    assert.ok(seen.out.includes('\u001b[1mNext files'));
    assert.match(seen.err, /━.* 300\/1,479 learning: git/);
    const plain = await runLev(['jepa', 'predict'], sandbox, { terminal: true, env: { ...sandbox.env, NO_COLOR: '1' } });
    assert.equal((plain.out + plain.err).includes('\u001b'), false);
  });
});

describe('lev jepa related', () => {
  it('prints what goes with a file and by which evidence, in the look of the reference', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { code, out } = await runLev(['jepa', 'related', 'httpx/_client.py'], sandbox);
    assert.equal(code, 0);
    assert.equal(out, `httpx · related to httpx/_client.py

  0.98  file     tests/test_client.py  structure: its test; co-change: changed together in 7 of 9 commits
  0.30  command  pytest tests          meaning: 0.44
`);
  });

  it('only asks: it learns nothing', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    await runLev(['jepa', 'related', 'the router', '--k', '7'], sandbox, { terminal: true, input: 'y\n' });
    assert.deepEqual(sidecar.calls(), ['GET /readyz', 'POST /v1/related']);
    assert.deepEqual(sidecar.bodyOf('POST /v1/related'), { project: sandbox.repository, words: 'the router', k: 7 });
  });

  for (const [about, asked] of /** @type {[string[], object][]} */ ([
    [['router.py'], { file: 'src/router.py' }],
    [['./router.py'], { file: 'src/router.py' }],
    [['../LICENSE'], { file: 'LICENSE' }],
    [['LICENSE'], { file: 'LICENSE' }],
    [['src/router.py'], { file: 'src/router.py' }],
    [['gone/since.py'], { file: 'src/gone/since.py' }],
    [['since.py'], { file: 'src/since.py' }],
    [['../src'], { words: '../src' }],
    [['router'], { words: 'router' }],
    [['v1.2'], { words: 'v1.2' }],
    [['fix', 'the', 'router.py'], { words: 'fix the router.py' }],
    [['fix the router.py'], { words: 'fix the router.py' }],
  ])) {
    it(`takes "${about.join(' ')}" in a sub-folder for ${JSON.stringify(asked)}`, async (t) => {
      const { sandbox, sidecar } = await withSidecar(t);
      const cwd = join(sandbox.repository, 'src');
      mkdirSync(cwd);
      for (const path of ['src/router.py', 'LICENSE']) writeFileSync(join(sandbox.repository, path), '');
      await runLev(['jepa', 'related', ...about], sandbox, { cwd });
      assert.deepEqual(sidecar.bodyOf('POST /v1/related'), { project: sandbox.repository, ...asked });
    });
  }

  it('tells of a file that is not known with the nearest names', async (t) => {
    const routes = { 'POST /v1/related': () => problem(422, 'request_invalid', "'a.py' is in no commit: the nearest are b.py") };
    const { sandbox } = await withSidecar(t, { routes });
    const { code, err } = await runLev(['jepa', 'related', 'a.py'], sandbox);
    assert.deepEqual({ code, err }, { code: 1, err: "lev: 'a.py' is in no commit: the nearest are b.py\n" });
  });

  it('marks what was lacking', async (t) => {
    const routes = { 'POST /v1/related': () => ({ body: { ...RELATED, related: [], notes: ['nothing is learnt here yet'] } }) };
    const { sandbox } = await withSidecar(t, { routes });
    const { code, out } = await runLev(['jepa', 'related', 'a.py'], sandbox);
    assert.deepEqual({ code, out }, { code: 0, out: 'httpx · related to a.py\n\n  ? nothing is learnt here yet\n' });
  });
});

describe('lev jepa search', () => {
  it('prints what was found, when and where, in the look of the reference', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const { code, out } = await runLev(['jepa', 'search', 'retry', 'after', '--kind', 'case', '--kind', 'file', '--k', '3'], sandbox);
    assert.equal(code, 0);
    assert.equal(out, `httpx · 3 found for "retry after"

  1.00  case     Honour Retry-After      2026-01-03  commit 97bf6e5c1  words: 'Retry'
  0.48  command  pytest -k retry                     session zsh-3f2a  words: 'retry'
  0.47  file     httpx/_retry.py (gone)  2025-12-24  commit 1066929ab  words: 'retry'
  ? meanings are not compared: the vector memory is empty
`);
    assert.deepEqual(sidecar.calls(), ['GET /readyz', 'POST /v1/search']);
    assert.deepEqual(sidecar.bodyOf('POST /v1/search'), { words: 'retry after', project: sandbox.repository, kinds: ['case', 'file'], k: 3 });
  });

  it('looks everywhere outside of any repository, and says so', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t, { routes: { 'POST /v1/search': () => ({ body: { ...FOUND, project: null, name: null } }) } });
    const { out } = await runLev(['jepa', 'search', 'retry'], sandbox, { cwd: sandbox.folder });
    assert.equal(sidecar.bodyOf('POST /v1/search').project, null);
    assert.match(out, /^every project · 3 found/);
  });

  it('cuts the evidence first on a terminal, and makes it faint', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { out } = await runLev(['jepa', 'search', 'retry'], sandbox, { terminal: true });
    assert.ok(out.includes("commit 97bf6e5c1  \u001b[2mwords: 'Retry'"), out);
  });

  it('lets no control character of what was found reach the terminal', async (t) => {
    const evil = { ...FOUND.found[1], text: 'echo \u001b[2J', case: 'a\u001bb' };
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/search': () => ({ body: { ...FOUND, found: [evil] } }) } });
    const { out } = await runLev(['jepa', 'search', 'echo'], sandbox);
    assert.match(out, /echo �\[2J .* session a�b/);
  });

  for (const command of ['related', 'search']) {
    it(`${command} without a word says what to give`, async (t) => {
      const { sandbox, sidecar } = await withSidecar(t);
      const { code, err } = await runLev(['jepa', command], sandbox);
      assert.equal(code, 1);
      assert.match(err, new RegExp(`${command} has nothing to .*lev jepa ${command} "retry after"`));
      assert.deepEqual(sidecar.calls(), []);
    });
  }
});

describe('the question about the shell history', () => {
  const asking = /Read the shell history\? \[y\/N\]/;

  it('is asked once at a terminal, and a yes is stored for everywhere', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const { err } = await runLev(['jepa', 'predict'], sandbox, { terminal: true, input: 'y\n' });
    assert.match(err, asking);
    assert.deepEqual(sidecar.bodyOf('PUT /v1/consent'), { source: 'shell', granted: true, project: null });
  });

  for (const [what, input] of [['an empty line', '\n'], ['anything else', 'maybe\n'], ['the end of input', '']]) {
    it(`takes ${what} for a no`, async (t) => {
      const { sandbox, sidecar } = await withSidecar(t);
      await runLev(['jepa', 'predict'], sandbox, { terminal: true, input });
      assert.equal(sidecar.bodyOf('PUT /v1/consent').granted, false);
    });
  }

  it('is not asked where it was answered for this repository alone', async (t) => {
    const routes = { 'GET /v1/consent': (/** @type {any} */ { path }) => ({ body: consent(true, path.includes('project=')) }) };
    const { sandbox, sidecar } = await withSidecar(t, { routes });
    const { err } = await runLev(['jepa', 'predict'], sandbox, { terminal: true, input: 'y\n' });
    assert.doesNotMatch(err, /Read the files/);
    assert.equal(sidecar.bodyOf('PUT /v1/consent'), undefined);
  });

  it('is not asked again', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t, { routes: { 'GET /v1/consent': () => ({ body: consent(true) }) } });
    const { err } = await runLev(['jepa', 'predict'], sandbox, { terminal: true, input: 'y\n' });
    assert.doesNotMatch(err, asking);
    assert.equal(sidecar.bodyOf('PUT /v1/consent'), undefined);
  });

  for (const [where, words, terminal] of /** @type {[string, string[], boolean][]} */ ([
    ['without a terminal', [], false],
    ['with --json', ['--json'], true],
    ['with --quiet', ['--quiet'], true],
    ['with --offline', ['--offline'], true],
  ])) {
    it(`is never asked ${where}`, async (t) => {
      const { sandbox, sidecar } = await withSidecar(t);
      const { err } = await runLev(['jepa', 'predict', ...words], sandbox, { terminal, input: 'y\n' });
      assert.doesNotMatch(err, asking);
      assert.deepEqual(sidecar.calls().filter((call) => call.includes('consent')), []);
    });
  }
});

describe('--json', () => {
  for (const words of ['predict', 'related the router', 'search the router', 'learn', 'status', 'drift', 'consent', 'consent shell on', 'forget --yes', 'rebuild', 'memory', 'memory migrate', 'models', 'learn --train', 'version', 'help', 'help predict', 'completions bash', 'stop']) {
    it(`prints one JSON document for: ${words}`, async (t) => {
      const { sandbox } = await withSidecar(t);
      const { code, out } = await runLev(['jepa', ...words.split(' '), '--json'], sandbox);
      assert.equal(code, 0);
      assert.equal(typeof JSON.parse(out), 'object');
    });
  }

  it("prints the sidecar's answer as it is", async (t) => {
    const { sandbox } = await withSidecar(t);
    const { out } = await runLev(['jepa', 'predict', '--json'], sandbox);
    assert.deepEqual(JSON.parse(out), PREDICTION);
  });

  for (const [words, code, exit] of /** @type {[string, string, number][]} */ ([
    ['predct', 'command_unknown', 1],
    ['predict --k 99', 'option_invalid', 1],
    ['help nothing', 'command_unknown', 1],
    ['forget', 'request_invalid', 1],
  ])) {
    it(`prints the error as JSON for: ${words}`, async (t) => {
      const { code: exitCode, out, err } = await runLev(['jepa', ...words.split(' '), '--json'], createSandbox(t));
      const { success, error } = JSON.parse(out);
      assert.deepEqual({ success, code: error.code, exitCode, err }, { success: false, code, exitCode: exit, err: '' });
    });
  }

  it('says where the logs are when the sidecar has a fault', async (t) => {
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/predictions': () => problem(500, 'internal', 'a fault of the sidecar') } });
    const { out } = await runLev(['jepa', 'predict', '--json'], sandbox);
    assert.deepEqual(JSON.parse(out).error, { code: 'internal', message: `a fault of the sidecar (logs: ${sandbox.paths.state})` });
  });

  it('prints a problem of the sidecar with its own code', async (t) => {
    const routes = { 'POST /v1/predictions': () => problem(422, 'request_invalid', 'k is 99: expected 1 to 50') };
    const { sandbox } = await withSidecar(t, { routes });
    const { code, out } = await runLev(['jepa', 'predict', '--json'], sandbox);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), { success: false, error: { code: 'request_invalid', message: 'k is 99: expected 1 to 50' } });
  });
});

describe('exit codes', () => {
  it('is 130 after an interrupt', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { code, out } = await runLev(['jepa', 'predict'], sandbox, { signal: AbortSignal.abort() });
    assert.deepEqual({ code, out }, { code: 130, out: '' });
  });

  it('is 130 when the interrupt comes during an answer', async (t) => {
    const interrupt = new AbortController();
    const routes = { 'POST /v1/predictions': () => {
      interrupt.abort();
      return { body: {} };
    } };
    const { sandbox } = await withSidecar(t, { routes });
    assert.equal((await runLev(['jepa', 'predict'], sandbox, { signal: interrupt.signal })).code, 130);
  });

  it('a word for another plugin is told with the nearest', async (t) => {
    const { code, err } = await runLev(['predict'], createSandbox(t));
    assert.equal(code, 1);
    assert.match(err, /Did you mean: lev jepa predict\?/);
  });
});

describe('lev jepa learn', () => {
  it('sends JSON lines from stdin in order, and names the lines that were refused', async (t) => {
    const routes = { 'POST /v1/events': (/** @type {any} */ { body }) => ({
      body: { received: 2, appended: 1, known: 0, denied: 0, redacted: 0, refused: [{ index: body.events.length - 1, code: 'event_invalid', detail: 'the kind is "x"' }] },
    }) };
    const { sandbox, sidecar } = await withSidecar(t, { routes });
    const input = ['{"kind":"x"}', '', '{"kind":"step","activity":"a","case":"1"}', 'KEY=not json', '[]', '{"kind":"x"}'].join('\n');
    const { code, out } = await runLev(['jepa', 'learn', '--file', '-', '--json'], sandbox, { input });
    assert.equal(code, 1);
    assert.deepEqual(sidecar.bodyOf('POST /v1/events').events.map((/** @type {any} */ event) => event.kind), ['x', 'step', 'x']);
    const { file } = JSON.parse(out);
    assert.deepEqual(file.refused.map((/** @type {any} */ one) => one.line), [4, 5, 6]);
    assert.doesNotMatch(out, /KEY/, 'a line that is no event may be a secret');
    assert.equal(file.appended, 1);
  });

  it('finds the one line that is too large, and learns the others', async (t) => {
    const routes = { 'POST /v1/events': (/** @type {any} */ { body }) => {
      const { length } = body.events;
      if (JSON.stringify(body).length > 1000) return problem(413, 'request_too_large', 'the body is over 1000 bytes');
      return { body: { received: length, appended: length, known: 0, denied: 0, redacted: 0, refused: [] } };
    } };
    const { sandbox } = await withSidecar(t, { routes });
    const path = join(sandbox.folder, 'events.jsonl');
    const event = (/** @type {number} */ number, size = 1) => JSON.stringify({ kind: 'step', activity: 'x'.repeat(size), case: String(number) });
    writeFileSync(path, [event(1), event(2), event(3, 2000), event(4), event(5)].join('\n'));
    const { out } = await runLev(['jepa', 'learn', '--file', path, '--json'], sandbox);
    const { file } = JSON.parse(out);
    assert.equal(file.appended, 4);
    assert.deepEqual(file.refused, [{ line: 3, code: 'request_too_large', detail: 'the body is over 1000 bytes' }]);
  });

  it('tells a step that happened twice apart from a line that is read twice', async (t) => {
    const routes = { 'POST /v1/events': (/** @type {any} */ { body }) => ({
      body: { received: body.events.length, appended: body.events.length, known: 0, denied: 0, redacted: 0, refused: [] },
    }) };
    const { sandbox, sidecar } = await withSidecar(t, { routes });
    const step = (/** @type {string} */ activity, more = {}) => JSON.stringify({ kind: 'step', activity, case: '1', ...more });
    const input = [step('a'), step('b'), step('a'), step('a', { time: 5 }), step('a', { attributes: { exit: 1 } })].join('\n');
    await runLev(['jepa', 'learn', '--file', '-', '--json'], sandbox, { input });
    const ordinals = sidecar.bodyOf('POST /v1/events').events.map((/** @type {any} */ event) => event.attributes?.ordinal);
    assert.deepEqual(ordinals, [undefined, undefined, 1, undefined, 2]);
  });

  it('drops a line without end instead of filling the memory, and learns the next', async (t) => {
    const routes = { 'POST /v1/events': (/** @type {any} */ { body }) => ({
      body: { received: body.events.length, appended: body.events.length, known: 0, denied: 0, redacted: 0, refused: [] },
    }) };
    const { sandbox, sidecar } = await withSidecar(t, { routes });
    const path = join(sandbox.folder, 'events.jsonl');
    writeFileSync(path, `${'x'.repeat(5_000_000)}\n{"kind":"step","activity":"a","case":"1"}`);
    const { out } = await runLev(['jepa', 'learn', '--file', path, '--json'], sandbox);
    const { file } = JSON.parse(out);
    assert.deepEqual(file.refused.map((/** @type {any} */ one) => [one.line, one.code]), [[1, 'request_too_large']]);
    assert.equal(sidecar.bodyOf('POST /v1/events').events.length, 1);
  });

  it('reads a file that begins with a mark of byte order, as Windows writes it', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const path = join(sandbox.folder, 'events.jsonl');
    writeFileSync(path, '\uFEFF{"kind":"step","activity":"a","case":"1"}\r\n{"kind":"step","activity":"b","case":"1"}\r\n');
    assert.equal((await runLev(['jepa', 'learn', '--file', path], sandbox)).code, 0);
    assert.deepEqual(sidecar.bodyOf('POST /v1/events').events.map((/** @type {any} */ { activity }) => activity), ['a', 'b']);
  });

  it('from a pipe that is named is refused at once: nobody may ever write to it', async (t) => {
    const { sandbox } = await withSidecar(t);
    spawnSync('mkfifo', [join(sandbox.folder, 'pipe')]);
    const { code, err } = await runLev(['jepa', 'learn', '--file', join(sandbox.folder, 'pipe')], sandbox);
    assert.equal(code, 1);
    assert.match(err, /pipe is no regular file: .* Hand a pipe over as standard input: --file -/);
  });

  it('says so when the file is not there', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { code, err } = await runLev(['jepa', 'learn', '--file', 'nowhere.jsonl'], sandbox);
    assert.equal(code, 1);
    assert.match(err, /nowhere\.jsonl cannot be read \(ENOENT\)/);
  });

  it('reads only the sources and the time that are named', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const { out } = await runLev(['jepa', 'learn', '--source', 'git', '--since', '2026-01-01'], sandbox);
    assert.deepEqual(sidecar.bodyOf('POST /v1/imports'), { project: sandbox.repository, sources: ['git'], since: 1_767_225_600 });
    assert.equal(out, 'git: 5,120 new, 3 denied, 1 with a secret replaced\n');
  });
});

describe('lev jepa forget', () => {
  it('asks first, and erases nothing on a no', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const { out, err } = await runLev(['jepa', 'forget', '--source', 'shell'], sandbox, { terminal: true, input: 'n\n' });
    assert.match(err, /Erase all events of source shell for good\?/);
    assert.match(out, /Nothing was erased/);
    assert.deepEqual(sidecar.calls(), []);
  });

  it('erases what is named', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const { out } = await runLev(['jepa', 'forget', '--source', 'shell', '--before', '2026-01-01', '--project', '.', '--yes'], sandbox);
    assert.deepEqual(sidecar.bodyOf('POST /v1/forget'), { source: 'shell', before: 1_767_225_600, project: sandbox.repository });
    assert.match(out, /Erased 7 events/);
  });

  it('says what the vector memory still has to erase', async (t) => {
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/forget': () => ({ body: { erased: 7, owed: 'the server is away' } }) } });
    const { out } = await runLev(['jepa', 'forget', '--source', 'jsonl', '--yes'], sandbox);
    assert.equal(out, 'Erased 7 events.\n  ? the server is away\n');
  });

  it('says that what is still allowed will be read again', async (t) => {
    const granted = ['git', 'shell', 'jsonl'].map((source) => ({ source, granted: source !== 'shell' }));
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/consent': () => ({ body: { sources: granted } }) } });
    const comesBack = async (/** @type {string[]} */ ...words) => JSON.parse((await runLev(['jepa', 'forget', '--yes', '--json', ...words], sandbox)).out).read_again;
    assert.deepEqual(await comesBack(), ['git']);
    assert.deepEqual(await comesBack('--source', 'shell'), []);
    assert.deepEqual(await comesBack('--before', '2026-01-01'), []);
    const { out } = await runLev(['jepa', 'forget', '--yes', '--project', '.'], sandbox);
    assert.match(out, /^ {2}\? git is still allowed: .* Keep it out with: lev jepa consent git off$/m);
  });

  it('never erases without a terminal and without --yes', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const { code, err } = await runLev(['jepa', 'forget'], sandbox);
    assert.equal(code, 1);
    assert.match(err, /ALL events.*--yes/);
    assert.deepEqual(sidecar.calls(), []);
  });
});

describe('the question about the files of repositories', () => {
  const routes = { 'GET /v1/consent': () => ({ body: consent(true, false) }) };

  it('is asked once at a terminal, and a yes is stored for everywhere', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t, { routes });
    const { err } = await runLev(['jepa', 'predict'], sandbox, { terminal: true, input: 'y\n' });
    assert.match(err, /Read the files\? \[y\/N\]/);
    assert.doesNotMatch(err, /Read the shell history/);
    assert.deepEqual(sidecar.bodyOf('PUT /v1/consent'), { source: 'code', granted: true, project: null });
  });

  it('says after a yes that commits which are known must be read again, and where none are, nothing', async (t) => {
    const { sandbox } = await withSidecar(t, { routes });
    const { err } = await runLev(['jepa', 'predict'], sandbox, { terminal: true, input: 'y\n' });
    assert.match(err, /have none until they are read again: lev jepa forget --source git --project \. and then lev jepa learn/);
    const learnt = STATUS.learnt.map((one) => ({ ...one, events: 0 }));
    const fresh = await withSidecar(t, { routes: { ...routes, 'GET /v1/status': () => ({ body: { ...STATUS, learnt } }) } });
    assert.doesNotMatch((await runLev(['jepa', 'predict'], fresh.sandbox, { terminal: true, input: 'y\n' })).err, /read again/);
  });

  it('comes after that about the shell history', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t, { routes: { 'GET /v1/consent': () => ({ body: consent(false, false) }) } });
    const { err } = await runLev(['jepa', 'predict'], sandbox, { terminal: true, input: '\n' });
    assert.match(err, /Read the shell history[^]*Read the files/);
    assert.equal(sidecar.calls().filter((call) => call === 'PUT /v1/consent').length, 2);
  });

  it('is not asked where there is no repository', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t, { routes });
    const { err } = await runLev(['jepa', 'predict'], sandbox, { terminal: true, input: 'y\n', cwd: sandbox.folder });
    assert.doesNotMatch(err, /Read the files/);
    assert.equal(sidecar.bodyOf('PUT /v1/consent'), undefined);
  });
});

describe('lev jepa consent', () => {
  it('shows what may be read', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { out } = await runLev(['jepa', 'consent'], sandbox);
    assert.match(out, /git {4}on {3}\/home\/me\/httpx {2}never asked: the default\n {2}shell {2}off {2}everywhere/);
  });

  it('changes it for the project, or everywhere', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    await runLev(['jepa', 'consent', 'git', 'off'], sandbox);
    assert.deepEqual(sidecar.bodyOf('PUT /v1/consent'), { source: 'git', granted: false, project: sandbox.repository });
    await runLev(['jepa', 'consent', 'shell', 'on', '--everywhere'], sandbox);
    assert.deepEqual(sidecar.bodyOf('PUT /v1/consent'), { source: 'shell', granted: true, project: null });
  });

  it('says with a yes to code how commits that were read before get their words', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { out } = await runLev(['jepa', 'consent', 'code', 'on'], sandbox);
    assert.match(out, /^Commits are read .*lev jepa forget --source git --project \. and then lev jepa learn$/m);
    for (const words of [['code', 'off'], ['git', 'on'], []]) assert.doesNotMatch((await runLev(['jepa', 'consent', ...words], sandbox)).out, /read again/);
  });
});

describe('lev jepa status', () => {
  it('names a project that cannot be watched, and why', async (t) => {
    const unwatched = [{ project: '/src/httpx', why: '/src/httpx/.jepaignore:3 has \'!\'' }];
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/status': () => ({ body: { ...STATUS, unwatched } }) } });
    assert.match((await runLev(['jepa', 'status'], sandbox)).out, /^Not watched: \/src\/httpx: \/src\/httpx\/\.jepaignore:3 has '!'$/m);
  });

  it('says what runs, what is known, what is learnt and what may be read', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const { out } = await runLev(['jepa', 'status'], sandbox);
    assert.equal(sidecar.calls().at(-1), `GET /v1/status?project=${encodeURIComponent(sandbox.repository)}`);
    assert.match(out, /Sidecar 0\.1\.0, process 4711, running for 3 min\nProject httpx, .*\nEvent log: 5,120 events, 1\.2 MB/);
    assert.match(out, /^Vectors: 3,210 memories, embedded/m);
    assert.match(out, /^Event JEPA, files: base model, 12 lessons waiting$/m);
    assert.match(out, /^Event JEPA, sequences: silent, 1 lesson waiting\n {2}last compared: no different .* over 512\n {2}states: effective rank 31\.3 of 64, variance 0\.90, SIGReg 6\.50\n {2}surprise over the last 512 events: mean 0\.81, median 0\.75, nine of ten below 1\.20 .*\n {2}\? SIGReg is 6\.5, .*\n {2}\? it has not learnt enough/m);
    assert.match(out, /files {2}5,120 events {2}1,479 cases {2}210 different {2}a change: what was learnt no longer fits$/m);
    assert.doesNotMatch(out, /^Context/m);
  });

  it('names the context that goes on', async (t) => {
    const context = { name: 'httpx: tests', project: '/src/httpx', began: 1_767_398_400, ended: null, before: 'httpx', confidence: 0.97, evidence: 'work: tests', returns: true, events: 34 };
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/status': () => ({ body: { ...STATUS, context } }) } });
    const { out } = await runLev(['jepa', 'status'], sandbox);
    assert.match(out, /^Context httpx: tests, 34 events since 2026-01-0\d \d\d:\d\d$/m);
  });

  it('says nothing of when a context began that has no times', async (t) => {
    const context = { name: 'docs', began: null, events: 1 };
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/status': () => ({ body: { ...STATUS, context } }) } });
    const { out } = await runLev(['jepa', 'status'], sandbox);
    assert.match(out, /^Context docs, 1 event$/m);
  });
});

describe('lev jepa drift', () => {
  it('draws how the manifolds move, and tells the regimes with their times', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { code, out } = await runLev(['jepa', 'drift'], sandbox);
    assert.equal(code, 0);
    assert.equal(out, `httpx · drift of files · 2,235 events

  re-anchoring for 40 events, in regime 2: learning what is new, or recalling what was

Regimes
  2026-01-03 00:00  event 2,151  exploration   regime 1  other things are done
  2026-01-03 00:01  event 2,170  breakdown     regime 2  other things are done
                    event 2,195  re-anchoring  regime 2  regime 2 begins

Manifolds: a speed of 1 is chance; so are a direction of -0.5 and a curvature of 2; 1 and 0 go straight on
  manifold  speed       direction  curvature  by chance
  cochange  ▁▂█    7.9      -0.25       1.50      0.5 %

Coupling: 1 sees the same events alike, 0 has nothing in common
  most: recency and frequency 0.91, recency and cochange 0.50, cochange and frequency 0.40
  least: author and cochange -0.01

Lessons of a breakdown: 0 waiting, 8 learnt, 4 set aside
  set aside: src/a.py: too many waited
`);
  });

  it('asks for the project and the kinds that are named', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    await runLev(['jepa', 'drift', '--kind', 'command', '--kind', 'file'], sandbox);
    assert.equal(sidecar.calls().at(-1), `GET /v1/drift?project=${encodeURIComponent(sandbox.repository)}&kind=command&kind=file`);
  });

  it('says so where nothing ever changed, where too little is known and where nothing is', async (t) => {
    const still = { ...DRIFT.streams[0], kind: 'command', passages: [], motions: [], couplings: [], lessons: { waiting: 0, learnt: 0, aside: 0, newest: [] } };
    const answers = [{ ...DRIFT, streams: [still] }, { ...DRIFT, streams: [] }];
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/drift': () => ({ body: answers.shift() }) } });
    assert.match((await runLev(['jepa', 'drift'], sandbox)).out, /^everywhere · drift of commands .*\n\n {2}re-anchoring from the beginning: .*\n\n {2}Too little has happened to see a manifold move\.\n$/);
    assert.equal((await runLev(['jepa', 'drift'], sandbox)).out, 'Nothing is known yet, so nothing moves: run lev jepa learn\n');
  });
});

describe('lev jepa adapt', () => {
  const ADAPTED = {
    workflow: 'release', kind: 'step', cases: 5, steps: 30, novelty: 1, regime: 'equilibrium', action: 'redistribute', why: '100 % of its steps are unknown',
    assumed: ['the examples are whole cases'], unmeasured: null, seconds: 0.41,
    measured: { questions: 30, before: { value: 0, low: 0, high: 0.11 }, after: { value: 1, low: 0.89, high: 1 } },
    intake: { received: 30, appended: 30, known: 0, denied: 0, redacted: 0, refused: [] },
  };
  const LINES = '{"kind": "step", "activity": "build", "case": "r1"}\n\nno json\n{"kind": "step", "activity": "sign", "case": "r1"}\n';

  const STARTED = {
    project: '/src/new', cases: 41, lender: { project: '/src/old', likeness: 0.84, why: 'files of .py', cases: 1479 }, done: true, why: '', assumed: ['no file is carried over'],
    trial: { questions: 58, before: { value: 0.466, low: 0.34, high: 0.59 }, after: { value: 0.5, low: 0.38, high: 0.62 } },
  };

  /** @param {import('node:test').TestContext} t @param {any} answer */
  async function adapting(t, answer) {
    const { sandbox, sidecar } = await withSidecar(t, { routes: { 'POST /v1/adaptations': () => ({ body: answer }), 'POST /v1/adaptations/undo': () => ({ body: { workflow: 'release', erased: 30 } }), 'POST /v1/adaptations/starts': () => ({ body: STARTED }), 'GET /v1/adaptations': () => ({ body: { workflows: [{ kind: 'step', workflow: 'release', events: 36, cases: 6, activities: 6 }], starts: [{ project: '/src/new', like: '/src/old' }], noticed: [{ what: 'workflow', name: 'deploy', project: '', words: 'The workflow deploy is new', confidence: 0.97, offer: 'lev jepa adapt --workflow deploy' }] } }), 'POST /v1/adaptations/dismiss': () => ({ body: { name: 'deploy' } }) } });
    writeFileSync(join(sandbox.repository, 'release.jsonl'), LINES);
    return { sandbox, sidecar };
  }

  it('sends the examples with the name of the file, and says what changed', async (t) => {
    const { sandbox, sidecar } = await adapting(t, ADAPTED);
    const { code, out } = await runLev(['jepa', 'adapt', '--examples', 'release.jsonl'], sandbox);
    const body = sidecar.bodyOf('POST /v1/adaptations');
    assert.deepEqual([body.workflow, body.events.length], ['release', 2]);
    assert.match(out, /It has a world of its own now: 100 % of its steps are unknown/);
    assert.match(out, /before {4}0 % {2}\(0 to 11\)\n.*after {3}100 % {2}\(89 to 100\)/);
    assert.match(out, /line 3 refused/);
    assert.equal(code, 1); // a line was refused
  });

  it('says why nothing was done', async (t) => {
    const { sandbox } = await adapting(t, { ...ADAPTED, action: null, why: 'one case is too few', measured: null });
    const { code, out } = await runLev(['jepa', 'adapt', '--examples', 'release.jsonl'], sandbox);
    assert.equal(code, 1);
    assert.match(out, /Not adapted, and nothing was stored: one case is too few\./);
  });

  it('takes the runs so far where there is a name and no examples', async (t) => {
    const { sandbox, sidecar } = await adapting(t, ADAPTED);
    assert.match((await runLev(['jepa', 'adapt', '--workflow', 'release'], sandbox)).out, /It has a world of its own now/);
    assert.deepEqual(sidecar.bodyOf('POST /v1/adaptations'), { workflow: 'release' });
  });

  it('lets a project begin like another, says whom, and how good that would have been', async (t) => {
    const { sandbox, sidecar } = await adapting(t, ADAPTED);
    const { code, out } = await runLev(['jepa', 'adapt', '--start', '--like', '/src/old'], sandbox);
    assert.equal(code, 0);
    assert.deepEqual(sidecar.bodyOf('POST /v1/adaptations/starts'), { project: sandbox.repository, like: '/src/old' });
    assert.match(out, /Most similar: \/src\/old, 84 % alike \(files of \.py\), 1,479 cases\./);
    assert.match(out, /before {2}47 % {2}\(34 to 59\)\n.*after {3}50 %/);
    assert.match(out, /Undo it with: lev jepa adapt --undo --start/);
    assert.match((await runLev(['jepa', 'adapt', '--start', '--workflow', 'x'], sandbox)).err, /--start and --workflow are both given/);
    assert.match((await runLev(['jepa', 'adapt', '--like', '/src/old'], sandbox)).err, /--start is missing/);
  });

  it('refuses options beside --dismiss, and does none of both', async (t) => {
    const { sandbox } = await adapting(t, ADAPTED);
    for (const given of [['--undo', '--workflow', 'release'], ['--start'], ['--examples', '-']]) {
      const { code, err } = await runLev(['jepa', 'adapt', '--dismiss', 'x', ...given], sandbox);
      assert.notEqual(code, 0);
      assert.match(err, /--dismiss and --(workflow|start|examples) are both given/);
    }
  });

  it('lists without options, and undoes a workflow that is named', async (t) => {
    const { sandbox } = await adapting(t, ADAPTED);
    assert.match((await runLev(['jepa', 'adapt'], sandbox)).out, /release +step +6 +36 +6\n\/src\/new began like \/src\/old/);
    assert.match((await runLev(['jepa', 'adapt'], sandbox)).out, /New here\n {2}The workflow deploy is new\.\n {4}lev jepa adapt --workflow deploy\n/);
    assert.match((await runLev(['jepa', 'adapt', '--undo', '--workflow', 'release'], sandbox)).out, /Erased 30 example events of release/);
    const { code, err } = await runLev(['jepa', 'adapt', '--undo'], sandbox);
    assert.equal(code, 1);
    assert.match(err, /--undo needs --workflow NAME/);
  });

  it('dismisses what it noticed', async (t) => {
    const { sandbox, sidecar } = await adapting(t, ADAPTED);
    const { code, out } = await runLev(['jepa', 'adapt', '--dismiss', 'deploy'], sandbox);
    assert.deepEqual([code, out], [0, 'deploy is not offered any more.\n']);
    assert.deepEqual(sidecar.bodyOf('POST /v1/adaptations/dismiss'), { name: 'deploy' });
  });

  it('says which file cannot be read', async (t) => {
    const { sandbox } = await adapting(t, ADAPTED);
    assert.match((await runLev(['jepa', 'adapt', '--examples', 'none.jsonl'], sandbox)).err, /none\.jsonl cannot be read \(ENOENT\)/);
  });
});

describe('lev jepa preload', () => {
  const PREPARED = [
    { context: 'httpx: tests', project: '/src/httpx', probability: 1, why: 'you are at it', files: ['httpx/client.py', 'tests/a\u0007.py'], commands: ['pytest'], tools: [], run: null, made: 1, until: 2 },
    { context: 'site', project: '', probability: 0.42, why: '', files: [], commands: ['serve'], tools: ['Read'], run: { workflow: 'release', case: 'r1', done: 'build', next: 'sign', probability: 0.9 }, made: 1, until: 2 },
  ];

  /** @param {import('node:test').TestContext} t @param {any[]} prepared */
  const ready = (t, prepared) => withSidecar(t, { routes: { 'GET /v1/preparations': () => ({ body: { prepared } }) } });

  it('prints what is ready, the context that goes on first', async (t) => {
    const { sandbox } = await ready(t, PREPARED);
    const { code, out } = await runLev(['jepa', 'preload'], sandbox);
    assert.equal(code, 0);
    assert.match(out, /^httpx: tests · you are at it\n {2}open {3}httpx\/client\.py\n {9}tests\/a.+\.py\n {2}run {4}pytest\n\nsite · 42 %\n {2}run {4}serve\n {2}call {3}Read\n {2}go on {2}release: build is done, next sign \(90 %\)/);
    assert.ok(!out.includes('\u0007'));
  });

  it('gives the files alone to scripts', async (t) => {
    const { sandbox } = await ready(t, [{ ...PREPARED[0], files: ['httpx/client.py', 'docs/x.md'] }, PREPARED[1]]);
    assert.equal((await runLev(['jepa', 'preload', '--files'], sandbox)).out, '/src/httpx/httpx/client.py\n/src/httpx/docs/x.md\n');
  });

  it('says when nothing is ready', async (t) => {
    const { sandbox } = await ready(t, []);
    assert.match((await runLev(['jepa', 'preload'], sandbox)).out, /Nothing is ready: no context is known yet/);
  });
});

describe('lev jepa understand', () => {
  const GRAPH = {
    nodes: [{ id: 'command:git commit -m <text>', kind: 'command', name: 'git commit -m <text>', count: 98 }, { id: 'command:a & "b"\u0007', kind: 'command', name: 'a & "b"\u0007', count: 61 }],
    relations: [{ source: 'command:git commit -m <text>', target: 'command:a & "b"\u0007', manner: 'temporal', name: 'follows', strength: 0.62, count: 61 }],
    left_out: 3,
  };
  const UNDERSTOOD = {
    project: '/home/me/httpx', name: 'httpx', acts: 812, commits: 1479, first: 1_554_336_000, last: 1_767_398_400, graph: null,
    insights: [{ topic: 'failure', words: '`pytest` fails: 6 of 10 times.', count: 6, of: 10, cites: [] }, { topic: 'follows', words: 'After `a` comes `b`: 61 of 98.', count: 61, of: 98, cites: ['e1'] }],
  };

  /** @param {import('node:test').TestContext} t @param {any} [answer] */
  const asking = (t, answer = UNDERSTOOD) => withSidecar(t, { routes: { 'GET /v1/understanding': () => ({ body: answer }) } });

  it('prints sentences by topic', async (t) => {
    const { sandbox } = await asking(t);
    const { out } = await runLev(['jepa', 'understand'], sandbox);
    assert.match(out, /^httpx · 812 commands, calls and steps, 1,479 commits, 2019-04-04 to 2026-01-03\n/);
    assert.match(out, /What follows what\n {2}After `a` comes `b`: 61 of 98\.\n\nWhat fails\n {2}`pytest` fails: 6 of 10 times\./);
  });

  it('tells of one person or agent, never of both', async (t) => {
    const { sandbox, sidecar } = await asking(t, { ...UNDERSTOOD, agent: 'codex' });
    assert.match((await runLev(['jepa', 'understand', '--agent', 'codex'], sandbox)).out, /^httpx, agent codex · /);
    assert.ok(sidecar.calls().some((call) => /^GET \/v1\/understanding\?.*agent=codex/.test(call)));
    assert.match((await runLev(['jepa', 'understand', '--agent', 'any', '--author', 'me'], sandbox)).err, /expected one of them/);
  });

  it('says when there is nothing to say', async (t) => {
    const { sandbox } = await asking(t, { ...UNDERSTOOD, name: null, first: null, last: null, insights: [] });
    assert.match((await runLev(['jepa', 'understand'], sandbox)).out, /^everywhere .*\n\n {2}Nothing happened often enough to be said\.$/m);
  });

  it('writes the graph as GraphML or JSON, and overwrites nothing', async (t) => {
    const { sandbox } = await asking(t, { ...UNDERSTOOD, graph: GRAPH });
    const { out } = await runLev(['jepa', 'understand', '--export', 'g.graphml'], sandbox);
    assert.match(out, /Wrote 2 things and 1 relation to g\.graphml, 3 things left out\./);
    const written = readFileSync(join(sandbox.repository, 'g.graphml'), 'utf8');
    assert.match(written, /<node id="command:git commit -m &lt;text&gt;">/);
    assert.match(written, /target="command:a &amp; &quot;b&quot;\ufffd"><data key="manner">temporal<\/data><data key="relation">follows<\/data><data key="strength">0.62<\/data>/);
    await runLev(['jepa', 'understand', '--export', 'g.json'], sandbox);
    assert.deepEqual(JSON.parse(readFileSync(join(sandbox.repository, 'g.json'), 'utf8')), GRAPH);
    const { code, err } = await runLev(['jepa', 'understand', '--export', 'g.json'], sandbox);
    assert.equal(code, 1);
    assert.match(err, /g\.json cannot be written \(EEXIST\)/);
  });

  it('takes only the two forms', async (t) => {
    const { sandbox } = await asking(t);
    assert.match((await runLev(['jepa', 'understand', '--export', 'g.dot'], sandbox)).err, /expected a file that ends with \.graphml or \.json/);
  });
});

describe('lev jepa organize', () => {
  const MOVE = { id: '5f0c2e', digest: 'd'.repeat(64), why_not: null, path: 'src/api/a.py', to: 'src/auth/a.py', reasons: [{ by: 'co-change', words: 'it changed there' }], count: 8, of: 8, beside: 0, risk: 'imports must follow' };

  it('prints the moves with their reasons, and that nothing was moved', async (t) => {
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/organization': () => ({ body: { project: '/p', name: 'httpx', commits: 9, files: 3, moves: [MOVE] } }) } });
    const { out } = await runLev(['jepa', 'organize'], sandbox);
    assert.equal(out, 'httpx · 3 files, 9 commits\n\n  5f0c2e  src/api/a.py -> src/auth/a.py\n    co-change: it changed there\n    ? imports must follow\n\nNothing was moved. Look at one and move it: lev jepa organize --apply 5f0c2e\n');
  });

  it('says when every file is fine where it is', async (t) => {
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/organization': () => ({ body: { project: '/p', name: 'httpx', commits: 9, files: 3, moves: [] } }) } });
    assert.match((await runLev(['jepa', 'organize'], sandbox)).out, /No file is clearly better elsewhere/);
  });
});

describe('lev jepa rebuild', () => {
  it('says how many events were learnt again', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { out } = await runLev(['jepa', 'rebuild'], sandbox);
    assert.equal(out, 'Learnt 5,120 events again from the event log.\n');
  });

  it('fails with the code of what went wrong', async (t) => {
    const lines = [{ type: 'problem', source: null, code: 'store_unusable', detail: 'the disk is full' }];
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/rebuild': () => ({ lines }) } });
    const { code, out } = await runLev(['jepa', 'rebuild', '--json'], sandbox);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out).error, { code: 'store_unusable', message: 'the disk is full' });
  });
});

describe('lev jepa feedback', () => {
  it('lists the suggestions of late, and what became of each candidate', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const { code, out } = await runLev(['jepa', 'feedback'], sandbox);
    assert.equal(code, 0);
    assert.equal(out, `3f2a9c1b  file  2026-01-03 00:00, 2 events since
  1   41 %  httpx/_client.py      accepted, came
  2   17 %  CHANGELOG.md
  3    9 %  tests/test_client.py  dismissed
`);
    assert.deepEqual(sidecar.calls(), ['GET /readyz', `GET /v1/feedback?most=20&project=${encodeURIComponent(sandbox.repository)}`]);
  });

  it('says so where nothing was suggested', async (t) => {
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/feedback': () => ({ body: { suggestions: [] } }) } });
    const { out } = await runLev(['jepa', 'feedback'], sandbox);
    assert.match(out, /^Nothing was suggested of late/);
  });

  it('accepts and dismisses', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    await runLev(['jepa', 'feedback', 'accept', '3f2a'], sandbox);
    assert.deepEqual(sidecar.bodyOf('POST /v1/feedback'), { id: '3f2a', verdict: 'accepted' });
    const { out } = await runLev(['jepa', 'feedback', 'dismiss', '3f2a9c1b', '--candidate', '3', '--json'], sandbox);
    assert.deepEqual(sidecar.bodyOf('POST /v1/feedback'), { id: '3f2a9c1b', verdict: 'dismissed', candidate: 3 });
    assert.deepEqual(JSON.parse(out), SUGGESTION);
  });

  it('refuses a verdict on nothing, an unknown verdict, and a candidate of a list, before it asks', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    for (const words of ['feedback accept', 'feedback like 3f2a', 'feedback --candidate 2']) {
      const { code } = await runLev(['jepa', ...words.split(' ')], sandbox);
      assert.equal(code, 1, words);
    }
    assert.deepEqual(sidecar.calls(), []);
  });

  it('hands on that an id is not known', async (t) => {
    const routes = { 'POST /v1/feedback': () => problem(404, 'suggestion_unknown', 'there is no suggestion') };
    const { sandbox } = await withSidecar(t, { routes });
    const { code, out } = await runLev(['jepa', 'feedback', 'accept', 'abcd', '--json'], sandbox);
    assert.deepEqual({ code, error: JSON.parse(out).error.code }, { code: 1, error: 'suggestion_unknown' });
  });
});

describe('lev jepa models', () => {
  it('shows the versions, when they were made, what they gained, and which answer', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { code, out } = await runLev(['jepa', 'models'], sandbox);
    assert.equal(code, 0);
    assert.equal(out, `file  base      base                                    ships with the plugin
file  file-2 *  live  2026-01-03 00:00  +0.081 ± 0.031  better: +0.0812

* answers
`);
  });

  it('says so where there is none', async (t) => {
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/models': () => ({ body: { models: [] } }) } });
    const { out } = await runLev(['jepa', 'models'], sandbox);
    assert.match(out, /^No version of a network is kept yet/);
  });

  it('promotes and rolls back', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    await runLev(['jepa', 'models', 'promote', 'file-1'], sandbox);
    assert.deepEqual(sidecar.bodyOf('POST /v1/models/promote'), { name: 'file-1' });
    await runLev(['jepa', 'models', 'rollback'], sandbox);
    assert.deepEqual(sidecar.bodyOf('POST /v1/models/rollback'), {});
    const { out } = await runLev(['jepa', 'models', 'rollback', '--kind', 'sequence', '--json'], sandbox);
    assert.deepEqual(sidecar.bodyOf('POST /v1/models/rollback'), { kind: 'sequence' });
    assert.deepEqual(JSON.parse(out).models, MODELS.models);
  });

  it('refuses a promotion of nothing and a rollback to something, before it asks', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    for (const words of ['models promote', 'models rollback file-1', 'models file-1']) {
      const { code } = await runLev(['jepa', ...words.split(' ')], sandbox);
      assert.equal(code, 1, words);
    }
    assert.deepEqual(sidecar.calls(), []);
  });

  it('hands on what the sidecar refuses', async (t) => {
    const routes = { 'POST /v1/models/promote': () => problem(404, 'model_unknown', 'there is no version') };
    const { sandbox } = await withSidecar(t, { routes });
    const { code, out } = await runLev(['jepa', 'models', 'promote', 'file-9', '--json'], sandbox);
    assert.deepEqual({ code, error: JSON.parse(out).error.code }, { code: 1, error: 'model_unknown' });
  });
});

describe('lev jepa learn --train', () => {
  it('learns what is new, then trains, and prints what became of each network', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const { code, out, err } = await runLev(['jepa', 'learn', '--train'], sandbox);
    assert.equal(code, 0);
    assert.deepEqual(sidecar.calls().slice(-2), ['POST /v1/imports', 'POST /v1/models/train']);
    assert.deepEqual(sidecar.bodyOf('POST /v1/models/train'), { project: sandbox.repository });
    assert.equal(out, `git: 5,120 new, 3 denied, 1 with a secret replaced
file: file-2 learnt from 5,120 lessons and answers from now on; better: +0.0812
sequence: not trained, its history has 40 lessons: 384 are needed
`);
    assert.equal(err, '');
  });

  it('shows the loss, the effective rank and how fast it is', async () => {
    const { trainingWords } = await import('../../js/render/models.js');
    const line = { kind: 'file', stage: 'training', per_s: 1234.5, loss: 2.1, rank: 30.52 };
    assert.equal(trainingWords(line), 'training files: 1,235/s, loss 2.100, rank 30.5');
    assert.equal(trainingWords({ ...line, stage: 'replaying', loss: null, rank: null }), 'replaying files: 1,235/s');
  });

  it('fails where the training breaks off, with what was wrong', async (t) => {
    const lines = [{ type: 'problem', source: null, code: 'model_unusable', detail: 'MLX cannot be imported' }];
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/models/train': () => ({ lines }) } });
    const { code, err } = await runLev(['jepa', 'learn', '--train'], sandbox);
    assert.equal(code, 1);
    assert.match(err, /MLX cannot be imported/);
  });
});

describe('lev jepa memory', () => {
  it('says what is remembered and where', async (t) => {
    const { sandbox } = await withSidecar(t);
    const { out } = await runLev(['jepa', 'memory'], sandbox);
    assert.equal(out, 'Vectors: 3,210 memories, embedded, hashed-subwords-1-384\n');
  });

  it('says what it does not know yet, and why it cannot be asked', async (t) => {
    const memory = { ...STATUS.memory, adapter: 'server', place: 'http://localhost:6333/collections/x', memories: null, behind: 10_000, problem: 'it is away', notice: 'no build' };
    const { sandbox } = await withSidecar(t, { routes: { 'GET /v1/status': () => ({ body: { ...STATUS, memory } }) } });
    const { out } = await runLev(['jepa', 'memory'], sandbox);
    assert.equal(out, `Vectors: not opened yet, server, http://localhost:6333/collections/x, hashed-subwords-1-384
  10,000 events or more not remembered yet
  ? no build
  ? it is away
`);
  });

  it('moves it, with progress, and says how many memories that were', async (t) => {
    const { sandbox, sidecar } = await withSidecar(t);
    const { out } = await runLev(['jepa', 'memory', 'migrate'], sandbox);
    assert.deepEqual(sidecar.calls().slice(-2), ['POST /v1/memory/migrate', 'GET /v1/status']);
    assert.equal(out, 'Moved 3,210 memories.\nVectors: 3,210 memories, embedded, hashed-subwords-1-384\n');
  });

  it('says where there was nothing to move', async (t) => {
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/memory/migrate': () => ({ lines: [{ type: 'end' }] }) } });
    const { out } = await runLev(['jepa', 'memory', 'migrate'], sandbox);
    assert.match(out, /^There was nothing to move\.\nVectors: /);
  });

  it('fails with the code of what went wrong, and moves nothing', async (t) => {
    const lines = [{ type: 'problem', source: null, code: 'store_unusable', detail: 'the server does not answer' }];
    const { sandbox } = await withSidecar(t, { routes: { 'POST /v1/memory/migrate': () => ({ lines }) } });
    const { code, err } = await runLev(['jepa', 'memory', 'migrate'], sandbox);
    assert.equal(code, 1);
    assert.match(err, /the server does not answer/);
  });
});

describe('help', () => {
  it('lists every command, and marks those that are not available yet', async (t) => {
    const { out } = await runLev(['jepa', 'help'], createSandbox(t));
    for (const { name } of COMMANDS) assert.match(out, new RegExp(`^  ${name} `, 'm'));
    for (const { name, available } of COMMANDS) assert.equal(new RegExp(`^  ${name} .*\\(not available yet\\)$`, 'm').test(out), !available, name);
  });

  for (const command of COMMANDS) {
    it(`names every option of ${command.name}`, async (t) => {
      const { out } = await runLev(['jepa', 'help', command.name], createSandbox(t));
      for (const { name } of optionsOf(command)) assert.match(out, new RegExp(`^  --${name}\\b`, 'm'));
    });
  }
});

describe('the bin', () => {
  /** @param {string} program @param {string[]} words @param {NodeJS.ProcessEnv} env @param {string} cwd */
  const run = (program, words, env, cwd) => spawnSync(process.execPath, [program, ...words], { env, cwd, encoding: 'utf8' });

  it('works through a link, from any folder', (t) => {
    const { folder, env } = createSandbox(t);
    const link = join(folder, 'lev');
    symlinkSync(join(CHECKOUT, 'js', 'bin', 'lev.js'), link);
    const { status, stdout, stderr } = run(link, ['jepa', 'version'], env, folder);
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '0.1.0\n', stderr: '' });
  });

  it('says so where its words cannot be written', { skip: !existsSync('/dev/full') }, (t) => {
    const { folder, env } = createSandbox(t);
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [join(CHECKOUT, 'js', 'bin', 'lev.js'), 'jepa', 'help'], { env, cwd: folder, encoding: 'utf8', stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    assert.deepEqual([status, stderr], [1, 'lev: what was to be printed could not be written (ENOSPC)\n']);
  });

  for (const [where, words] of [['on its standard input', '-'], ['from what the shell has opened', '/dev/stdin']]) {
    it(`ends on Ctrl-C while it waits for events ${where}`, async (t) => {
      /** @type {Record<string, import('./stand-ins/sidecar.js').Route>} */
      const routes = {};
      const reached = new Promise((resolve) => void (routes['GET /readyz'] = () => (resolve(true), { body: { ready: true } })));
      const { sandbox } = await withSidecar(t, { routes });
      spawnSync('mkfifo', [join(sandbox.folder, 'pipe')]);
      const waiting = spawn('sh', ['-c', 'exec "$@" <> ../pipe', 'sh', process.execPath, join(CHECKOUT, 'js', 'bin', 'lev.js'), 'jepa', 'learn', '--file', words], { env: sandbox.env, cwd: sandbox.repository, stdio: ['ignore', 'ignore', 'inherit'] });
      t.after(() => waiting.kill('SIGKILL'));
      const ended = once(waiting, 'exit');
      await reached;
      waiting.kill('SIGINT');
      assert.deepEqual(await ended, [130, null]);
    });
  }

  it('says so where the folder that it is called in is gone', (t) => {
    const { folder, env } = createSandbox(t);
    mkdirSync(join(folder, 'gone'));
    const { status, stderr } = spawnSync('sh', ['-c', 'rmdir "$PWD"; exec "$@"', 'sh', process.execPath, join(CHECKOUT, 'js', 'bin', 'lev.js'), 'jepa', 'status'], { env, cwd: join(folder, 'gone'), encoding: 'utf8' });
    assert.deepEqual([status, stderr], [1, 'lev: the folder that you are in is not there any more: go to another one\n']);
  });

  it('keeps errors off stdout', (t) => {
    const { folder, env } = createSandbox(t);
    const { status, stdout, stderr } = run(join(CHECKOUT, 'js', 'bin', 'lev.js'), ['jepa', 'predct'], env, folder);
    assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
    assert.match(stderr, /^lev: there is no command "predct"/);
  });
});
