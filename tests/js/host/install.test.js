/** Putting the plugin into a checkout of the host, and taking it out without a trace. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { install } from '../../../js/host/install.js';
import { mark, MARK_PLACE } from '../../../js/host/marked-file.js';
import { readManifest } from '../../../js/manifest.js';
import { createHost, printed, testYamlValidation } from '../stand-ins/host.js';
import { CHECKOUT, createSandbox } from '../stand-ins/sandbox.js';
import { startSidecar } from '../stand-ins/sidecar.js';
import { runLev } from '../stand-ins/terminal.js';

const COMMAND = 'agent/src/commands/jepa.js';
const ENTRY = 'plugins/@lev-os/jepa-learning/src/index.js';
const PACKAGE = 'plugins/@lev-os/jepa-learning/package.json';

/** @param {import('node:test').TestContext} t */
function withHost(t) {
  const sandbox = createSandbox(t);
  const host = createHost(sandbox.folder);
  const lev = (/** @type {string} */ words) => runLev(['jepa', 'host', ...words.split(' '), host], sandbox);
  return { sandbox, host, lev };
}

/** @param {string} folder @returns {string[]} Every path below it with what it holds. */
function everything(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath ?? /** @type {any} */ (entry).path, entry.name) + (entry.isFile() ? `: ${readFileSync(join(entry.parentPath ?? /** @type {any} */ (entry).path, entry.name), 'utf8')}` : '/'))
    .sort();
}

describe('lev jepa host install', () => {
  it('writes the command and the entry that the host looks for, and says so', async (t) => {
    const { host, lev } = withHost(t);
    const { code, out } = await lev('install');
    assert.equal(code, 0);
    for (const path of [COMMAND, ENTRY, PACKAGE]) {
      assert.ok(existsSync(join(host, path)), path);
      assert.ok(out.includes(`written  ${path}`), path);
    }
  });

  it('changes nothing the second time', async (t) => {
    const { host, lev } = withHost(t);
    await lev('install');
    const before = everything(host);
    const { code, out } = await lev('install');
    assert.equal(code, 0);
    assert.equal(out.match(/as it was/g)?.length, 3);
    assert.deepEqual(everything(host), before);
  });

  it('brings what an earlier version wrote up to date', async (t) => {
    const { sandbox, host, lev } = withHost(t);
    await lev('install');
    const other = join(sandbox.folder, 'elsewhere');
    mkdirSync(other);
    writeFileSync(join(other, 'package.json'), '{"version": "0.9.0"}');
    const { out } = await runLev(['jepa', 'host', 'install', host], sandbox, { root: other });
    assert.match(out, /updated {4}plugins.*package\.json\n {2}updated {4}plugins.*index\.js\n {2}as it was {2}agent/);
    assert.match(readFileSync(join(host, ENTRY), 'utf8'), new RegExp(pathToFileURL(other).href));
  });

  it('shows with --dry-run and writes nothing', async (t) => {
    const { host, lev } = withHost(t);
    const before = everything(host);
    const { out } = await lev('install --dry-run');
    assert.match(out, /nothing was changed[\s\S]*to write {2}agent\/src\/commands\/jepa\.js/);
    assert.deepEqual(everything(host), before);
  });

  for (const [why, path] of [['a command of that name', COMMAND], ['an entry of that name', ENTRY]]) {
    it(`refuses to overwrite ${why} that it did not write, and writes nothing at all`, async (t) => {
      const { host, lev } = withHost(t);
      mkdirSync(join(host, path, '..'), { recursive: true });
      writeFileSync(join(host, path), 'export const jepa = 1;\n');
      const before = everything(host);
      for (const action of ['install', 'uninstall', 'install --dry-run']) {
        const { code, err } = await lev(action);
        assert.equal(code, 1);
        assert.match(err, /was not written by this plugin: it is left as it is, and nothing was changed/);
      }
      assert.deepEqual(everything(host), before);
    });
  }

  it('refuses to overwrite and to remove what was changed since', async (t) => {
    const { host, lev } = withHost(t);
    await lev('install');
    appendFileSync(join(host, COMMAND), '// mine\n');
    const before = everything(host);
    for (const action of ['install', 'uninstall']) assert.match((await lev(action)).err, /was changed after this plugin wrote it/);
    assert.deepEqual(everything(host), before);
  });

  it('refuses to write through a link', async (t) => {
    const { sandbox, host, lev } = withHost(t);
    writeFileSync(join(sandbox.folder, 'target.js'), '');
    symlinkSync(join(sandbox.folder, 'target.js'), join(host, COMMAND));
    assert.match((await lev('install')).err, /was not written by this plugin/);
    assert.equal(readFileSync(join(sandbox.folder, 'target.js'), 'utf8'), '');
  });

  it('takes back what it wrote where it cannot write the rest', (t) => {
    const { folder } = createSandbox(t);
    const shim = (/** @type {string} */ name) => ({ path: join(folder, 'plugins', name, 'index.js'), text: mark(`// ${MARK_PLACE}\n`), stays: folder });
    const tooLong = { ...shim('b'), path: join(folder, 'x'.repeat(252)) }; // its draft has a longer name than there can be
    const before = everything(folder);
    assert.throws(() => install([shim('a'), tooLong]), /cannot be written \(ENAMETOOLONG\)/);
    assert.deepEqual(everything(folder), before);
  });

  it('refuses a folder that is no host, and names what is missing', async (t) => {
    const { sandbox } = withHost(t);
    const { code, err } = await runLev(['jepa', 'host', 'install', sandbox.repository], sandbox);
    assert.equal(code, 1);
    assert.match(err, /is no checkout of the Leviathan host: it has no agent\/src\/commands/);
  });

  for (const words of [['host'], ['host', 'install']]) {
    it(`"lev jepa ${words.join(' ')}" says what is missing`, async (t) => {
      assert.match((await runLev(['jepa', ...words], createSandbox(t))).err, /write lev jepa host install PATH/);
    });
  }

  it('leaves the package alone where the host has the plugin itself, checked out or linked', async (t) => {
    const { sandbox, host } = withHost(t);
    const root = join(sandbox.folder, 'checkout');
    mkdirSync(root);
    writeFileSync(join(root, 'package.json'), '{"version": "0.1.0"}');
    mkdirSync(join(host, 'plugins/@lev-os'));
    symlinkSync(root, join(host, 'plugins/@lev-os/jepa-learning'));
    for (const action of ['install', 'uninstall']) assert.equal((await runLev(['jepa', 'host', action, host], sandbox, { root })).code, 0);
    assert.deepEqual(readdirSync(root), ['package.json']);
    assert.ok(existsSync(join(host, 'plugins/@lev-os/jepa-learning')));
  });
});

describe('lev jepa host uninstall', () => {
  it('leaves no trace', async (t) => {
    const { host, lev } = withHost(t);
    const before = everything(host);
    await lev('install');
    const { code, out } = await lev('uninstall');
    assert.equal(code, 0);
    assert.equal(out.match(/removed/g)?.length, 3);
    assert.deepEqual(everything(host), before);
  });

  for (const folder of ['plugins/@lev-os', 'plugins/@lev-os/jepa-learning', 'plugins/@lev-os/jepa-learning/src']) {
    it(`leaves the empty folder ${folder} that was there before, also after a second installation`, async (t) => {
      const { host, lev } = withHost(t);
      mkdirSync(join(host, folder), { recursive: true });
      const before = everything(host);
      for (const action of ['install', 'install', 'uninstall', 'uninstall']) assert.equal((await lev(action)).code, 0);
      assert.deepEqual(everything(host), before);
    });
  }

  it('leaves what stands beside it', async (t) => {
    const { host, lev } = withHost(t);
    mkdirSync(join(host, 'plugins/@lev-os/other'), { recursive: true });
    const before = everything(host);
    await lev('install');
    await lev('uninstall');
    assert.deepEqual(everything(host), before);
  });

  it('of what is not there is no error', async (t) => {
    const { lev } = withHost(t);
    const { code, out } = await lev('uninstall');
    assert.deepEqual([code, out.match(/was not there/g)?.length], [0, 3]);
  });

  it('shows with --dry-run and removes nothing', async (t) => {
    const { host, lev } = withHost(t);
    await lev('install');
    const before = everything(host);
    assert.match((await lev('uninstall --dry-run')).out, /to remove/);
    assert.deepEqual(everything(host), before);
  });
});

describe('a host in which it is installed', () => {
  it('finds the command, calls it from its command line and over MCP, and gets nothing on its stdout from us', async (t) => {
    const { sandbox, host, lev } = withHost(t);
    await lev('install');
    cpSync(join(host, COMMAND), join(host, 'agent/src/commands/copy-of-jepa.js')); // another name, no function of it: not registered
    const sidecar = await startSidecar(sandbox.paths);
    t.after(sidecar.close);
    const program = `import { CoreRegistry } from ${JSON.stringify(pathToFileURL(join(CHECKOUT, 'tests/js/stand-ins/host.js')).href)};
      const core = new CoreRegistry();
      await core.autoImportCommands(${JSON.stringify(host)});
      const words = await core.executeCommand('jepa', ['predict', '--k', '3'], {});
      const tool = await core.callTool('jepa', { command: 'predict', k: 4 });
      const wrong = await core.callTool('jepa', { command: 'predikt' });
      process.stderr.write(JSON.stringify({ names: [...core.commands.keys()], words, tool, wrong }));`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env: sandbox.env, cwd: sandbox.repository });
    assert.equal(stdout, '');
    const { names, words, tool, wrong } = JSON.parse(stderr);
    assert.deepEqual(names, ['jepa', 'ping']);
    assert.match(printed(words).text, /Next files/);
    assert.match(tool.content[0].text, /Next files/);
    assert.deepEqual([wrong.isError, printed(wrong)], [true, { text: 'there is no command "predikt". Did you mean predict?', code: 1 }]);
    assert.deepEqual(sidecar.asked.filter(({ path }) => path === '/v1/predictions').map(({ body }) => body.k), [3, 4]);
  });

  it('has an entry for the plugin loader', async (t) => {
    const { host, lev } = withHost(t);
    await lev('install');
    const { plugin, jepa, default: fallback } = await import(pathToFileURL(join(host, ENTRY)).href);
    assert.deepEqual([plugin.name, typeof jepa, fallback], ['jepa-learning', 'function', plugin]);
  });

  it("passes the host's four checks of plugin.yaml", () => {
    assert.deepEqual(Object.values(testYamlValidation({ config: readManifest() })), [true, true, true, true]);
    assert.deepEqual(Object.values(testYamlValidation({ config: { name: 'flat', commands: [{ name: 'x' }] } })), [false, false, false, false]);
  });
});
