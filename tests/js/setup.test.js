/** Set-up: from nothing, again, interrupted, twice at once, and the words where it cannot be done. */

import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LevError } from '../../js/errors.js';
import { ensureNodeModules, nodeModulesAreCurrent } from '../../js/setup/node-modules.js';
import { ensureVenv, TESTS_LOCK, venvIsCurrent } from '../../js/setup/venv.js';
import { createInstallation, goodMachine, setUpIn } from './stand-ins/programs.js';
import { CHECKOUT, createSandbox } from './stand-ins/sandbox.js';

const MARKER = join('.venv', 'jepa-learning-setup.json');

/**
 * @param {import('node:test').TestContext} t
 * @param {Record<string, import('./stand-ins/programs.js').Played>} [instead]
 */
function prepare(t, instead) {
  const sandbox = createSandbox(t);
  const root = createInstallation(sandbox);
  return { sandbox, root, ...setUpIn(sandbox, root, goodMachine(root, instead)) };
}

/** @param {string} part */
const about = (part) => (/** @type {string} */ line) => line.includes(part);

describe('the Python environment', () => {
  it('is made, filled from the hashed lock, and points to the source', async (t) => {
    const { around, root, started } = prepare(t);
    await ensureVenv(around);
    assert.equal(started.filter(about('-m venv --clear')).length, 1);
    assert.match(started.find(about('pip install')) ?? '', /--require-hashes .*requirements\.lock$/);
    assert.equal(readFileSync(join(root, '.venv', 'lib', 'jepa_learning_src.pth'), 'utf8'), `${join(root, 'python')}\n`);
    assert.equal(venvIsCurrent(around), true);
  });

  it('starts no program when it is up to date', async (t) => {
    const { around, started } = prepare(t);
    await ensureVenv(around);
    started.length = 0;
    await ensureVenv(around);
    assert.deepEqual(started, []);
  });

  it('says which package of how many it is at', async (t) => {
    const { around, said } = prepare(t);
    await ensureVenv(around);
    assert.deepEqual(said.filter(about('fetching')), ['fetching packages: anyio 1/2', 'fetching packages: fast-api 2/2']);
  });

  it('is updated, not made anew, when the lock changes', async (t) => {
    const { around, root, started } = prepare(t);
    await ensureVenv(around);
    appendFileSync(join(root, 'requirements.lock'), 'idna==3.0 \\\n    --hash=sha256:dd\n');
    assert.equal(venvIsCurrent(around), false);
    started.length = 0;
    await ensureVenv(around);
    assert.deepEqual([started.filter(about('pip install')).length, started.filter(about('-m venv')).length], [1, 0]);
    assert.equal(venvIsCurrent(around), true);
  });

  it('of the tests serves users too', async (t) => {
    const { around, started } = prepare(t);
    await ensureVenv(around, { lock: TESTS_LOCK });
    started.length = 0;
    await ensureVenv(around);
    assert.deepEqual(started, []);
  });

  it('of users gets the test tools when they are needed', async (t) => {
    const { around, started } = prepare(t);
    await ensureVenv(around);
    started.length = 0;
    await ensureVenv(around, { lock: TESTS_LOCK });
    assert.match(started.find(about('pip install')) ?? '', /requirements-dev\.lock$/);
  });

  it('is made anew in a folder that was moved', async (t) => {
    const { around, root, started } = prepare(t);
    await ensureVenv(around);
    const marker = JSON.parse(readFileSync(join(root, MARKER), 'utf8'));
    writeFileSync(join(root, MARKER), JSON.stringify({ ...marker, root: '/elsewhere' }));
    started.length = 0;
    await ensureVenv(around);
    assert.equal(started.filter(about('-m venv --clear')).length, 1);
  });

  it('is made without MLX on a machine that has no build of it, and then is current', async (t) => {
    const lacking = { code: 1, err: 'ERROR: No matching distribution found for mlx==0.32' };
    /** @type {string[]} */
    const asked = [];
    const { around, root, started, said } = prepare(t, { 'plugin/requirements.lock': lacking, 'without-mlx': { effect: () => asked.push(readFileSync(/** @type {string} */ (started.at(-1)?.split(' -r ')[1]), 'utf8')) } });
    const others = readFileSync(join(root, 'requirements.lock'), 'utf8');
    appendFileSync(join(root, 'requirements.lock'), "mlx==0.32 ; sys_platform == 'linux' \\\n    --hash=sha256:dd\n    # via us\nmlx-cpu==0.32 \\\n    --hash=sha256:ee\n");
    await ensureVenv(around);
    assert.deepEqual(asked, [others]);
    assert.ok(said.includes('There is no build of mlx for this machine; what needs it stays switched off'));
    assert.equal(venvIsCurrent(around), true);
  });

  it('is made once when a host asks twice at the same time', async (t) => {
    const { around, started } = prepare(t);
    await Promise.all([ensureVenv(around), ensureVenv(around)]);
    assert.equal(started.filter(about('-m venv')).length, 1);
  });
});

describe('an interrupted set-up', () => {
  it('leaves nothing that looks finished, and the next one starts over', async (t) => {
    const interrupt = new AbortController();
    const { sandbox, root, around } = prepare(t, { 'pip install': { code: 1, effect: () => interrupt.abort() } });
    await assert.rejects(ensureVenv({ ...around, signal: interrupt.signal }), { name: 'AbortError' });
    assert.equal(venvIsCurrent(around), false);
    const again = setUpIn(sandbox, root, goodMachine(root));
    await ensureVenv(again.around);
    assert.equal(again.started.filter(about('-m venv --clear')).length, 1);
    assert.equal(venvIsCurrent(around), true);
    assert.equal(existsSync(join(root, '.setup', 'python')), false);
  });

  it('of a process that was killed is taken over', async (t) => {
    const { around, root, started } = prepare(t);
    await ensureVenv(around);
    rmSync(join(root, MARKER));
    leaveTurn(root, 4242);
    started.length = 0;
    await ensureVenv(around, { turn: { isAlive: () => false } });
    assert.equal(started.filter(about('-m venv --clear')).length, 1);
  });

  it('by a half written marker is not taken for a finished one', async (t) => {
    const { around, root } = prepare(t);
    await ensureVenv(around);
    writeFileSync(join(root, MARKER), '{"root": ');
    assert.equal(venvIsCurrent(around), false);
  });
});

describe('two set-ups at once', () => {
  it('take turns, and the second has nothing left to do', async (t) => {
    const { around, root, started, said } = prepare(t);
    leaveTurn(root, 4242);
    const sleep = async () => {
      rmSync(join(root, '.setup', 'python', '4242'), { force: true });
    };
    await ensureVenv(around, { turn: { isAlive: (pid) => pid === 4242, sleep } });
    assert.ok(said.includes('Another process is setting up; waiting for it'));
    assert.equal(started.filter(about('-m venv')).length, 1);
  });

  it('end with words when the other one never finishes', async (t) => {
    const { around, root } = prepare(t);
    leaveTurn(root, 4242);
    let time = 0;
    const turn = { isAlive: (/** @type {number} */ pid) => pid === 4242, now: () => time, sleep: async () => void (time += 600_000) };
    await assert.rejects(ensureVenv(around, { turn }), { code: 'setup_busy', message: /process 4242 .* remove .*\.setup/ });
  });
});

describe('what is missing is said in plain words', () => {
  const cases = /** @type {[string, string, string, RegExp][]} */ ([
    ['the network', "WARNING: Retrying: NewConnectionError('Failed to establish a new connection')\nERROR: No matching distribution found for anyio==1.0", 'setup_network', /registry cannot be reached.*network, proxy/],
    ['space on the disk', 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device', 'setup_disk_full', /disk is full/],
    ['the right hash', 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.', 'setup_hash_mismatch', /not the one the lock file names/],
    ['the network or a build, which pip does not tell apart', 'ERROR: Could not find a version that satisfies the requirement anyio==1.0 (from versions: none)\nERROR: No matching distribution found for anyio==1.0', 'setup_failed', /gave pip no anyio==1\.0.*cannot be reached.*no build/],
    ['a build for this machine', 'ERROR: No matching distribution found for anyio==1.0', 'setup_failed', /no anyio==1\.0 for this Python and machine/],
    ['anything else', 'ERROR: it broke', 'setup_failed', /pip failed: ERROR: it broke/],
  ]);
  for (const [what, err, code, message] of cases) {
    it(`when pip lacks ${what}, with the log that has all of it`, async (t) => {
      const { around } = prepare(t, { 'pip install': { code: 1, err } });
      const error = await ensureVenv(around).catch((thrown) => thrown);
      assert.ok(error instanceof LevError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.ok(error.message.includes(around.paths.setupLog));
      assert.ok(readFileSync(around.paths.setupLog, 'utf8').includes(err));
    });
  }

  it('when there is no Python', async (t) => {
    const { around } = prepare(t, { version_info: { missing: true } });
    await assert.rejects(ensureVenv(around), { code: 'setup_python_missing', message: /Python 3\.11 or newer is needed; none of python3\.11, python3/ });
  });

  it('when Python is too old, with its version', async (t) => {
    const { around } = prepare(t, { 'python3.11 -I': { missing: true }, 'python3 -I': { out: 'found 3.9.2\n' }, 'version_info': { missing: true } });
    await assert.rejects(ensureVenv(around), { code: 'setup_python_missing', message: /needed; python3 is 3\.9\.2\. Install it/ });
  });

  it('when a name on the path starts nothing, the next one is tried', async (t) => {
    const { around, started } = prepare(t, { 'python3.11 -I': { code: 127, err: 'pyenv: python3.11: command not found' } });
    await ensureVenv(around);
    assert.ok(started.some((line) => line.startsWith('python3 -m venv')));
  });

  it('when Python has no venv module', async (t) => {
    const { around } = prepare(t, { '-m venv': { code: 1, out: 'The virtual environment was not created successfully because ensurepip is not\navailable.' } });
    await assert.rejects(ensureVenv(around), { code: 'setup_venv_missing', message: /apt install python3\.11-venv/ });
  });

  it("when the plugin's own folder cannot be written to", async (t) => {
    const { around, root } = prepare(t);
    writeFileSync(join(root, '.setup'), 'a file where the folder goes');
    await assert.rejects(ensureVenv(around), { code: 'setup_failed', message: /cannot be made \(ENOTDIR\): the plugin is set up in its own folder/ });
  });

  it('and a set-up that failed works again when the cause is gone', async (t) => {
    const { around, sandbox, root } = prepare(t, { 'pip install': { code: 1, err: 'ReadTimeoutError: Read timed out' } });
    await assert.rejects(ensureVenv(around), { code: 'setup_network' });
    assert.equal(venvIsCurrent(around), false);
    await ensureVenv(setUpIn(sandbox, root, goodMachine(root)).around);
    assert.equal(venvIsCurrent(around), true);
  });
});

describe('the Node packages', () => {
  const entry = (/** @type {object} */ more) => ({ version: '1.0.0', ...more });
  const LOCK = { packages: { '': {}, 'node_modules/yaml': entry({}), 'node_modules/eslint': entry({ dev: true }), 'node_modules/mac-only': entry({ optional: true }) } };

  /** @param {string} root @param {string[]} names */
  const install = (root, ...names) => {
    for (const name of names) mkdirSync(join(root, 'node_modules', name), { recursive: true });
    const packages = Object.fromEntries(names.map((name) => [`node_modules/${name}`, entry({})]));
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
  };

  it('are current when what the lock names is there; tools count only for the tests', (t) => {
    const { around, root } = prepare(t);
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(LOCK));
    assert.equal(nodeModulesAreCurrent(around), false);
    install(root, 'yaml');
    assert.equal(nodeModulesAreCurrent(around), true);
    assert.equal(nodeModulesAreCurrent(around, { withTools: true }), false);
    install(root, 'yaml', 'eslint');
    assert.equal(nodeModulesAreCurrent(around, { withTools: true }), true);
  });

  it('are not current when npm was killed before it wrote what it had done', (t) => {
    const { around, root } = prepare(t);
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(LOCK));
    mkdirSync(join(root, 'node_modules', 'yaml'), { recursive: true });
    assert.equal(nodeModulesAreCurrent(around), false);
  });

  it("are nobody's business here when the plugin came from a registry, without a lock", (t) => {
    assert.equal(nodeModulesAreCurrent(prepare(t).around), true);
  });

  it('come with npm ci, without running their scripts', async (t) => {
    const { around, root, started } = prepare(t);
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(LOCK));
    await ensureNodeModules(around);
    assert.deepEqual(started, ['npm ci --ignore-scripts --no-audit --no-fund --omit=dev']);
  });

  it('are locked by their hashes, and by no address', () => {
    const { packages } = JSON.parse(readFileSync(join(CHECKOUT, 'package-lock.json'), 'utf8'));
    const locked = Object.entries(packages).filter(([path]) => path !== '');
    assert.deepEqual(locked.filter(([, { integrity, resolved }]) => !integrity || resolved), []);
  });

  it('are told in words when the network is away', async (t) => {
    const { around, root } = prepare(t, { 'npm ci': { code: 1, err: 'npm error code ENOTFOUND' } });
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(LOCK));
    await assert.rejects(ensureNodeModules(around), { code: 'setup_network' });
  });
});

/** @param {string} root @param {number} pid */
function leaveTurn(root, pid) {
  mkdirSync(join(root, '.setup', 'python'), { recursive: true });
  writeFileSync(join(root, '.setup', 'python', String(pid)), '');
}
