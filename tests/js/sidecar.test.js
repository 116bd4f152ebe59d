/** The sidecar is found, started, waited for and replaced, and nothing that is stale or foreign is trusted. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createClient } from '../../js/http.js';
import { checkoutOf } from '../../js/installation.js';
import { locate } from '../../js/paths.js';
import { venvProgram } from '../../js/setup/venv.js';
import { findSidecar, reachSidecar, stopSidecar } from '../../js/sidecar.js';
import { createInstallation, goodMachine, setUpIn } from './stand-ins/programs.js';
import { CHECKOUT, createSandbox } from './stand-ins/sandbox.js';
import { problem, startSidecar } from './stand-ins/sidecar.js';
import { runLev } from './stand-ins/terminal.js';

/**
 * A machine on which `serve` starts the fake sidecar, unless a test says otherwise.
 * @param {import('node:test').TestContext} t
 * @param {(launches: number) => import('./stand-ins/programs.js').Played | undefined} [serve]
 * @param {Parameters<typeof startSidecar>[1]} [how]
 */
function prepare(t, serve = () => undefined, how = {}) {
  const sandbox = createSandbox(t);
  const root = createInstallation(sandbox);
  const good = goodMachine(root);
  let launches = 0;
  const start = async () => {
    const sidecar = await startSidecar(sandbox.paths, how);
    t.after(sidecar.close);
  };
  const script = (/** @type {string[]} */ words) => {
    if (!words.includes('serve')) return good(words);
    launches += 1;
    return serve(launches) ?? { runsOn: true, effect: start };
  };
  const machine = setUpIn(sandbox, root, script);
  return { sandbox, root, start, ...machine, launches: () => launches };
}

/** A clock that every wait moves on; what is due gets its turn. @param {number} step Milliseconds. */
function fastClock(step) {
  let time = 0;
  const sleep = async () => {
    time += step;
    for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return { now: () => time, sleep };
}

describe('reaching the sidecar', () => {
  it('uses one that runs, without starting anything', async (t) => {
    const { around, start, started } = prepare(t);
    await start();
    const client = await reachSidecar(around);
    assert.deepEqual(await client.request('GET', '/readyz'), { ready: true });
    assert.deepEqual(started, []);
  });

  it('says that the configuration was changed, made or removed since it started, and answers', async (t) => {
    const { around, sandbox, start, said } = prepare(t);
    await start();
    const file = join(sandbox.folder, 'config.yaml');
    const contact = JSON.parse(readFileSync(sandbox.paths.sidecarFile, 'utf8'));
    const foundAs = (/** @type {string} */ stamp) => writeFileSync(sandbox.paths.sidecarFile, JSON.stringify({ ...contact, configuration: { [file]: stamp } }));
    const notes = async () => (await reachSidecar(around), said.splice(0).filter((line) => line.includes(file)).length);
    foundAs('');
    assert.equal(await notes(), 0);
    writeFileSync(file, 'a');
    assert.equal(await notes(), 1);
    utimesSync(file, 7, 7);
    foundAs('7000000000 1');
    assert.equal(await notes(), 0);
    rmSync(file);
    assert.equal(await notes(), 1);
  });

  it('sets up first, then starts one, where none runs', async (t) => {
    const { around, root, started } = prepare(t);
    await reachSidecar(around);
    const last = `${join(root, '.venv', 'bin', 'python')} -I -m jepa_learning serve`;
    assert.deepEqual([started.at(-1), started.some((line) => line.includes('pip install'))], [last, true]);
  });

  it('waits while it loads, and says how far it is', async (t) => {
    let asks = 0;
    const routes = { 'GET /readyz': () => ((asks += 1) < 3 ? problem(503, 'not_ready', 'loading: 40 %') : { body: { ready: true } }) };
    const { around, said } = prepare(t, undefined, { routes });
    await reachSidecar(around);
    assert.ok(said.includes('loading: 40 %'));
  });

  it('works over a loopback port with a token', async (t) => {
    const sandbox = createSandbox(t);
    const sidecar = await startSidecar(sandbox.paths, { token: 'secret' });
    t.after(sidecar.close);
    await runLev(['jepa', 'status'], sandbox);
    assert.deepEqual(sidecar.asked.map(({ headers }) => headers.authorization), ['Bearer secret', 'Bearer secret']);
  });
});

describe('a plugin that is a git checkout', () => {
  it('has its sidecar replaced after a pull, also where the version stays, and that of another checkout not', async (t) => {
    const { around, root, start, launches, started, said, sandbox } = prepare(t);
    const moves = join(root, '.git', 'logs', 'HEAD');
    mkdirSync(join(moves, '..'), { recursive: true });
    writeFileSync(moves, 'cloned\n');
    await start();
    const contact = JSON.parse(readFileSync(sandbox.paths.sidecarFile, 'utf8'));
    const startedFrom = (/** @type {string | undefined} */ checkout) => writeFileSync(sandbox.paths.sidecarFile, JSON.stringify({ ...contact, checkout }));
    for (const same of [undefined, checkoutOf(root), '1-1 /another/checkout']) {
      startedFrom(same);
      await reachSidecar(around);
    }
    assert.equal(launches(), 0);
    startedFrom(checkoutOf(root));
    writeFileSync(moves, 'cloned\npulled\n');
    await reachSidecar(around);
    assert.equal(launches(), 1);
    assert.match(started.at(-1) ?? '', new RegExp(`serve --checkout \\d+-14 ${root}$`));
    assert.ok(said.some((line) => line.includes(`older than the checkout in ${root}`)));
  });
});

describe('two shims at once', () => {
  it('end with one sidecar: the loser uses the winner', async (t) => {
    const machine = prepare(t, (launches) => (launches > 1 ? { code: 75 } : undefined));
    const clients = await Promise.all([reachSidecar(machine.around), reachSidecar(machine.around)]);
    for (const client of clients) assert.deepEqual(await client.request('GET', '/readyz'), { ready: true });
  });

  it('start it again when the owner was just about to leave', async (t) => {
    const { around, launches } = prepare(t, (count) => (count === 1 ? { code: 75 } : undefined));
    await reachSidecar(around);
    assert.equal(launches(), 2);
  });
});

describe('what is stale', () => {
  it('a socket that nobody listens on is no sidecar: a new one is started', async (t) => {
    const { around, sandbox } = prepare(t, () => ({ runsOn: true, effect: async () => {
      const { rmSync } = await import('node:fs');
      rmSync(sandbox.paths.socket);
      t.after((await startSidecar(sandbox.paths)).close);
    } }));
    mkdirSync(sandbox.paths.runtime, { recursive: true, mode: 0o700 });
    const listener = `require('net').createServer().listen(${JSON.stringify(sandbox.paths.socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', listener]);
    assert.equal(existsSync(sandbox.paths.socket), true);
    writeFileSync(sandbox.paths.sidecarFile, JSON.stringify({ pid: 1, version: '0.1.0', protocol: 1, socket: sandbox.paths.socket }));
    assert.equal(await findSidecar(around), undefined);
    await reachSidecar(around);
    assert.notEqual(await findSidecar(around), undefined);
  });

  it('half a sidecar.json is no sidecar', async (t) => {
    const { around, sandbox } = prepare(t);
    mkdirSync(sandbox.paths.runtime, { recursive: true, mode: 0o700 });
    writeFileSync(sandbox.paths.sidecarFile, '{"pid": 1, "sock');
    assert.equal(await findSidecar(around), undefined);
  });

  for (const [what, how] of /** @type {[string, object][]} */ ([['version', { version: '0.0.1' }], ['protocol', { protocol: 0 }]])) {
    it(`a sidecar of another ${what} is asked to leave, and one of this version takes its place`, async (t) => {
      const { around, sandbox, said } = prepare(t);
      const old = await startSidecar(sandbox.paths, how);
      await reachSidecar(around);
      assert.ok(old.calls().includes('POST /v1/shutdown'));
      const found = await findSidecar(around);
      assert.deepEqual([found?.contact.version, found?.contact.protocol], ['0.1.0', 1]);
      assert.ok(said.some((line) => line.includes('starting 0.1.0 in its place')));
    });
  }
});

describe('what cannot be done ends in words, within a bound', () => {
  it('a sidecar that ends while it starts: its last line and its log', async (t) => {
    const { around, sandbox } = prepare(t, () => ({ code: 1, effect: () => writeFileSync(sandbox.paths.outputLog, 'Traceback\nStoreError: the disk is on fire\n') }));
    await assert.rejects(reachSidecar(around), { code: 'sidecar_failed', message: /code 1 while starting: StoreError: the disk is on fire\. .*sidecar-output\.log/ });
  });

  it('a sidecar that never answers', async (t) => {
    const { around } = prepare(t, () => ({ runsOn: true }));
    await assert.rejects(reachSidecar({ ...around, ...fastClock(10_000) }), { code: 'sidecar_timeout', message: /did not answer within 60 s/ });
  });

  it('a data folder that another process owns without answering', async (t) => {
    const { around } = prepare(t, () => ({ code: 75 }));
    await assert.rejects(reachSidecar({ ...around, ...fastClock(10_000) }), { code: 'sidecar_timeout', message: /another process owns/ });
  });

  it('a sidecar that loads for ever', async (t) => {
    const { around, start } = prepare(t, undefined, { routes: { 'GET /readyz': () => problem(503, 'not_ready', 'loading: 1 %') } });
    await start();
    await assert.rejects(reachSidecar({ ...around, ...fastClock(20_000) }), { code: 'sidecar_timeout', message: /loading for 15 minutes: loading: 1 %/ });
  });

  it('a sidecar that will not leave', async (t) => {
    const { around, sandbox } = prepare(t);
    const sidecar = await startSidecar(sandbox.paths, { routes: { 'GET /readyz': () => ({ body: {} }) } });
    t.after(sidecar.close);
    const found = /** @type {NonNullable<Awaited<ReturnType<typeof findSidecar>>>} */ (await findSidecar(around));
    const deaf = { ...found.client, request: async (/** @type {string} */ method, /** @type {string} */ path) => (method === 'POST' ? null : found.client.request(method, path)) };
    await assert.rejects(stopSidecar({ ...around, ...fastClock(6000) }, { ...found, client: deaf }), { code: 'sidecar_stuck', message: /End it with: kill \d+/ });
  });

  it('a sidecar that answers no longer, and whose process does not end', async (t) => {
    const { around, sandbox } = prepare(t);
    const { child } = await startLingering(t, sandbox);
    const found = /** @type {NonNullable<Awaited<ReturnType<typeof findSidecar>>>} */ (await findSidecar(around));
    await assert.rejects(stopSidecar({ ...around, ...fastClock(6000) }, found), { code: 'sidecar_stuck', message: new RegExp(`its process still runs after 15 s.* kill ${child.pid}`) });
    assert.ok(child.kill(0), 'it still runs');
  });

  it('a folder of logs that cannot be made', async (t) => {
    const { around, sandbox } = prepare(t);
    writeFileSync(join(sandbox.folder, 'state'), 'a file where the folder goes');
    await assert.rejects(reachSidecar(around), { code: 'state_unwritable', message: /sidecar-output\.log cannot be written \(ENOTDIR\).*owner and rights of/ });
  });

  it('two installations that replace each other', async (t) => {
    const { around } = prepare(t, undefined, { version: '9.9.9' });
    await assert.rejects(reachSidecar(around), { code: 'sidecar_version', message: /9\.9\.9 answers, but 0\.1\.0 was started/ });
  });

  it('an answer that is too slow', async (t) => {
    const sandbox = createSandbox(t);
    const sidecar = await startSidecar(sandbox.paths, { routes: { 'GET /v1/status': () => new Promise(() => {}) } });
    t.after(sidecar.close);
    const client = createClient({ socket: sandbox.paths.socket }, { timeout_ms: 20 });
    await assert.rejects(client.request('GET', '/v1/status'), { code: 'sidecar_timeout' });
  });

  it('an answer that is no JSON', async (t) => {
    const sandbox = createSandbox(t);
    const sidecar = await startSidecar(sandbox.paths, { routes: { 'POST /v1/imports': () => ({ status: 500, body: 'oops' }) } });
    t.after(sidecar.close);
    const { code, err } = await runLev(['jepa', 'predict'], sandbox);
    assert.equal(code, 1);
    assert.match(err, /answered POST \/v1\/imports with status 500 and no problem document: "oops"/);
  });
});

/**
 * A process that looks like a sidecar from outside, and answers nobody.
 * @param {import('node:test').TestContext} t
 * @param {import('./stand-ins/sandbox.js').Sandbox} sandbox
 * @param {{words?: string[], owns?: boolean, tells?: boolean, before?: string}} [how] `before`: what it does first.
 */
async function startHung(t, { paths }, { words = ['-I', '-m', 'jepa_learning', 'serve'], owns = true, tells = true, before = '' } = {}) {
  for (const folder of [paths.runtime, paths.data]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const listen = `${before}; require('net').createServer(() => {}).listen(${JSON.stringify(paths.socket)}, () => console.log('listening'))`;
  const child = spawn(process.execPath, ['-e', listen, '--', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  if (owns) writeFileSync(join(paths.data, 'owner.lock'), `${child.pid}\n`);
  if (tells) writeFileSync(paths.sidecarFile, JSON.stringify({ pid: child.pid, version: '0.1.0', protocol: 1, socket: paths.socket }));
  return { child, ended };
}

/**
 * A process that looks like a sidecar, hears that it is to leave and closes its socket, and runs on.
 * @param {import('node:test').TestContext} t
 * @param {import('./stand-ins/sandbox.js').Sandbox} sandbox
 */
async function startLingering(t, { paths }) {
  mkdirSync(paths.runtime, { recursive: true, mode: 0o700 });
  const serve = `const server = require('http').createServer((asked, answer) => {
    answer.setHeader('Connection', 'close');
    answer.end('{}', () => asked.method === 'POST' && server.close());
  }).listen(${JSON.stringify(paths.socket)}, () => console.log('listening'));
  setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['-e', serve, '--', '-m', 'jepa_learning', 'serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  writeFileSync(paths.sidecarFile, JSON.stringify({ pid: child.pid, version: '0.1.0', protocol: 1, socket: paths.socket }));
  return { child, ended };
}

/** A clock that is faster than the real one. @param {number} step Milliseconds between two looks at it. */
function eagerClock(step) {
  let time = 0;
  return { now: () => (time += step) };
}

/** What hangs is known after a short while. @param {import('../../js/surroundings.js').Surroundings} around */
async function stopSoon(around) {
  const found = await findSidecar(around, { patience_ms: 50 });
  assert.equal(found?.state, 'hung');
  return stopSidecar(around, /** @type {any} */ (found));
}

describe('a sidecar that leaves', () => {
  it('has ended only when its process is gone, however long after its last answer', async (t) => {
    const { around, sandbox } = prepare(t);
    const { child, ended } = await startLingering(t, sandbox);
    let looks = 0;
    const sleep = async () => void ((looks += 1) === 20 && child.kill() && (await ended));
    const found = /** @type {NonNullable<Awaited<ReturnType<typeof findSidecar>>>} */ (await findSidecar(around));
    assert.equal(await stopSidecar({ ...around, sleep }, found), 'left');
    assert.deepEqual([looks, child.signalCode], [20, 'SIGTERM']);
  });
});

describe('a sidecar that hangs', () => {
  it('ends on stop, which says so, even where it was suspended', async (t) => {
    const { sandbox, root } = prepare(t);
    const { child, ended } = await startHung(t, sandbox);
    child.kill('SIGSTOP');
    const { code, out } = await runLev(['jepa', 'stop'], sandbox, { root });
    assert.deepEqual([code, out], [0, `The sidecar (process ${child.pid}) did not answer. It was ended with a signal.\n`]);
    assert.deepEqual(await ended, [null, 'SIGTERM']);
    assert.match((await runLev(['jepa', 'stop'], sandbox, { root })).out, /No sidecar runs/);
  });

  it('is killed where it does not hear the signal either', async (t) => {
    const { around, sandbox } = prepare(t);
    const { ended } = await startHung(t, sandbox, { before: "process.on('SIGTERM', () => {})" });
    assert.equal(await stopSoon({ ...around, ...eagerClock(200) }), 'killed');
    assert.deepEqual(await ended, [null, 'SIGKILL']);
  });

  it('is ended where it told nobody how to reach it', async (t) => {
    const { sandbox, root } = prepare(t);
    const { child, ended } = await startHung(t, sandbox, { tells: false });
    assert.equal(JSON.parse((await runLev(['jepa', 'stop', '--json'], sandbox, { root })).out).pid, child.pid);
    assert.deepEqual(await ended, [null, 'SIGTERM']);
  });

  for (const [what, how] of /** @type {[string, object][]} */ ([['that runs something else', { words: ['-m', 'other'] }], ['that does not own the data folder', { owns: false }]])) {
    it(`is not ended in the shape of a process ${what}: it is named`, async (t) => {
      const { around, sandbox } = prepare(t);
      const { child } = await startHung(t, sandbox, how);
      await assert.rejects(stopSoon(around), { code: 'sidecar_stuck', message: new RegExp(`is not surely it.* kill ${child.pid}`) });
      assert.ok(child.kill(0), 'it still runs');
    });
  }

  it('is told of with what ends it, by whoever needs its answer and by the doctor', async (t) => {
    const { around, sandbox, root, started } = prepare(t);
    const { child } = await startHung(t, sandbox);
    await assert.rejects(reachSidecar(around, { patience_ms: 50 }), { code: 'sidecar_timeout', message: new RegExp(`process ${child.pid}.*End it with: lev jepa stop`) });
    assert.deepEqual(started, []);
    const { out } = await runLev(['jepa', 'doctor'], sandbox, { root });
    assert.match(out, /^FAIL +sidecar .*does not answer[^]*lev jepa stop/m);
  });
});

describe('what is foreign', () => {
  it('a listener on the socket makes no sidecar start again and again', async (t) => {
    const { around, sandbox, launches } = prepare(t, () => ({ code: 75 }));
    mkdirSync(sandbox.paths.runtime, { recursive: true, mode: 0o700 });
    const foreign = createServer((socket) => void socket.on('error', () => {}).destroy());
    await new Promise((resolve) => foreign.listen(sandbox.paths.socket, () => resolve(undefined)));
    t.after(() => foreign.close());
    await assert.rejects(reachSidecar({ ...around, ...fastClock(500) }), { code: 'sidecar_timeout', message: /something that is no sidecar listens on .*lsof/ });
    assert.equal(launches(), 1);
    assert.match((await runLev(['jepa', 'stop'], sandbox)).out, /^No sidecar runs, but something that is no sidecar listens on .*lsof/);
  });

  it('an owner of the data folder that is nowhere to be seen makes it start seldom', async (t) => {
    const { around, launches } = prepare(t, () => ({ code: 75 }));
    await assert.rejects(reachSidecar({ ...around, ...fastClock(250) }), { code: 'sidecar_timeout' });
    assert.ok(launches() > 1 && launches() < 12, `it was started ${launches()} times`);
  });


  it('a runtime folder that others may write to is not trusted', async (t) => {
    const { around, sandbox, start } = prepare(t);
    await start();
    chmodSync(sandbox.paths.runtime, 0o777);
    await assert.rejects(reachSidecar(around), { code: 'runtime_unsafe', message: /correct its owner and mode \(0700\)/ });
  });

  it('an address beyond loopback is never called', async (t) => {
    const { around, sandbox } = prepare(t);
    mkdirSync(sandbox.paths.runtime, { recursive: true, mode: 0o700 });
    writeFileSync(sandbox.paths.sidecarFile, JSON.stringify({ pid: 1, version: '0.1.0', protocol: 1, host: '192.0.2.1', port: 80, token: 'x' }));
    assert.equal(await findSidecar(around), undefined);
  });
});

describe('a sidecar process', () => {
  it('outlives the shim that started it, keeps its output off the terminal, and ends on stop', async (t) => {
    const sandbox = createSandbox(t);
    const root = createInstallation(sandbox);
    await import('../../js/setup/venv.js').then(({ ensureVenv }) => ensureVenv(setUpIn(sandbox, root, goodMachine(root)).around));
    const standIn = JSON.stringify(join(CHECKOUT, 'tests', 'js', 'stand-ins', 'sidecar.js'));
    const paths = JSON.stringify(sandbox.paths);
    writeFileSync(join(root, '.venv', 'bin', 'python'), `#!${process.execPath}\nimport(${standIn}).then((it) => it.startSidecar(${paths})).then(() => console.log('listening'));\n`);
    chmodSync(join(root, '.venv', 'bin', 'python'), 0o755);

    const { code, out, err } = await runLev(['jepa', 'predict', '--quiet'], sandbox, { root, spawn });
    assert.deepEqual({ code, err }, { code: 0, err: '' });
    assert.match(out, /Next files/);
    assert.equal(readFileSync(sandbox.paths.outputLog, 'utf8'), 'listening\n');

    const stopped = await runLev(['jepa', 'stop', '--json'], sandbox, { root });
    assert.equal(JSON.parse(stopped.out).stopped, true);
    assert.match((await runLev(['jepa', 'stop'], sandbox, { root })).out, /No sidecar runs/);
  });
});

describe('where things are kept', () => {
  it('is where the XDG variables say, and relative ones are ignored', () => {
    const paths = locate({ HOME: '/home/me', XDG_DATA_HOME: '/data', XDG_STATE_HOME: 'relative', XDG_RUNTIME_DIR: '/run/user/1' }, 1);
    assert.deepEqual([paths.data, paths.state, paths.socket], ['/data/jepa-learning', '/home/me/.local/state/jepa-learning', '/run/user/1/jepa-learning/sidecar.sock']);
  });

  it('is nowhere while HOME is a relative path', () => {
    assert.throws(() => locate({ HOME: 'me' }, 1), { code: 'home_unusable', message: /HOME is "me"/ });
  });

  it('is a folder run/ beside the logs where there is no runtime folder', () => {
    assert.equal(locate({ HOME: '/home/me' }, 1).runtime, '/home/me/.local/state/jepa-learning/run');
  });

  it("is a short folder in /tmp where the socket's path would be too long", () => {
    const long = `/${'x'.repeat(90)}`;
    assert.match(locate({ HOME: '/home/me', XDG_RUNTIME_DIR: long }, 7).socket, /^\/tmp\/jepa-learning-7-[0-9a-f]{8}\/sidecar\.sock$/);
  });

  const python = venvProgram({ root: CHECKOUT, platform: process.platform });
  it('is where the sidecar keeps them', { skip: existsSync(python) ? false : 'there is no environment' }, () => {
    const program = `import json, os
from jepa_learning.folders import locate
found = locate(os.environ, uid=7)
print(json.dumps([str(found.data), str(found.state), str(found.socket), str(found.contact)]))`;
    for (const runtime of ['', 'relative', '/run/user/7', `/${'x'.repeat(71)}`, `/${'x'.repeat(72)}`, `/${'x'.repeat(73)}`, `/${'é'.repeat(36)}`, `/${'é'.repeat(40)}`]) {
      const env = { HOME: '/home/me', XDG_RUNTIME_DIR: runtime };
      const { stdout, stderr } = spawnSync(python, ['-I', '-c', program], { env, encoding: 'utf8' });
      const { data, state, socket, sidecarFile } = locate(env, 7);
      assert.deepEqual(JSON.parse(stdout || JSON.stringify(stderr)), [data, state, socket, sidecarFile]);
    }
  });
});
