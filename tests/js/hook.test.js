/** Hooks are put into files between marks, and taken out so that every other byte is as it was. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { dropBlock, putBlock } from '../../js/hooks/block.js';
import { createSandbox } from './stand-ins/sandbox.js';
import { startSidecar } from './stand-ins/sidecar.js';
import { runLev } from './stand-ins/terminal.js';

const TARGETS = ['claude-code', 'codex', 'opencode', 'git', 'zsh', 'bash', 'fish'];

/** @param {import('./stand-ins/sandbox.js').Sandbox} sandbox @returns {Record<string, string>} */
function files({ folder, repository }) {
  return {
    'claude-code': join(folder, '.claude', 'settings.json'),
    codex: join(folder, '.codex', 'hooks.json'),
    opencode: join(folder, 'config', 'opencode', 'plugins', 'jepa-learning.js'),
    git: join(repository, '.git', 'hooks', 'post-commit'),
    zsh: join(folder, '.zshrc'),
    bash: join(folder, '.bashrc'),
    fish: join(folder, 'config', 'fish', 'conf.d', 'jepa-learning.fish'),
  };
}

/** @param {import('node:test').TestContext} t */
function sandboxWithGit(t) {
  const sandbox = createSandbox(t);
  execFileSync('git', ['init', '-q', sandbox.repository], { env: sandbox.env });
  return { sandbox, paths: files(sandbox) };
}

/** @param {string} path @param {string | Buffer} text */
function put(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** @param {import('./stand-ins/sandbox.js').Sandbox} sandbox @param {string[]} words */
const hook = (sandbox, ...words) => runLev(['jepa', 'hook', ...words], sandbox);

/** What other people's files hold: with and without a line end, of other encodings, with DOS lines, empty. */
const OTHERS = ['alias l=ls\n', 'alias l=ls', '', '\n\n', 'a\r\nb\r\n', Buffer.from([0xff, 0xfe, 0x0a, 0x80]), 'x\n# >>> somebody else >>>\ny\n'];

for (const shell of ['zsh', 'bash', 'fish']) {
  describe(`the hook of ${shell}`, () => {
    for (const [index, text] of OTHERS.entries()) {
      it(`leaves every other byte as it was (${index})`, async (t) => {
        const { sandbox, paths } = sandboxWithGit(t);
        put(paths[shell], text);
        assert.equal((await hook(sandbox, 'install', shell, '--yes')).code, 0);
        const installed = readFileSync(paths[shell]);
        assert.ok(installed.length > text.length && installed.subarray(0, text.length).equals(Buffer.from(text)));
        assert.equal((await hook(sandbox, 'install', shell, '--yes')).code, 0);
        assert.ok(readFileSync(paths[shell]).equals(installed), 'a second time changes nothing');
        await hook(sandbox, 'uninstall', shell, '--yes');
        if (text.length > 0) assert.ok(readFileSync(paths[shell]).equals(Buffer.from(text)));
      });
    }

    it('leaves lines that were added behind it', async (t) => {
      const { sandbox, paths } = sandboxWithGit(t);
      put(paths[shell], 'before');
      await hook(sandbox, 'install', shell, '--yes');
      writeFileSync(paths[shell], `${readFileSync(paths[shell], 'utf8')}after\n`);
      await hook(sandbox, 'uninstall', shell, '--yes');
      assert.equal(readFileSync(paths[shell], 'utf8'), 'beforeafter\n');
    });
  });
}

describe('any hook', () => {
  for (const target of TARGETS) {
    it(`of ${target} leaves nothing behind where there was nothing`, async (t) => {
      const { sandbox, paths } = sandboxWithGit(t);
      const { code, out } = await hook(sandbox, 'install', target, '--yes');
      assert.equal(code, 0);
      assert.match(out, new RegExp(`The hook of ${target} is installed`));
      assert.ok(existsSync(paths[target]));
      const listed = JSON.parse((await hook(sandbox, '--json')).out).hooks;
      assert.deepEqual(listed.filter((/** @type {any} */ one) => one.state !== 'absent').map((/** @type {any} */ one) => [one.name, one.state]), [[target, 'installed']]);
      assert.match((await runLev(['jepa', 'hook', 'uninstall', target, '--yes'], sandbox)).out, /is gone/);
      assert.ok(!existsSync(paths[target]));
      assert.ok(!existsSync(join(sandbox.paths.data, 'hooks', 'backups')));
    });

    it(`of ${target} is only shown with --dry-run`, async (t) => {
      const { sandbox, paths } = sandboxWithGit(t);
      const { code, out } = await hook(sandbox, 'install', target, '--dry-run');
      assert.equal(code, 0);
      assert.match(out, /Nothing was changed/);
      if (target !== 'opencode') assert.match(out, /^\+.*lev jepa hook/m);
      assert.ok(!existsSync(paths[target]) && !existsSync(sandbox.paths.data));
    });
  }

  it('changes nothing where nobody can be asked', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    const { code, err } = await hook(sandbox, 'install', 'zsh');
    assert.equal(code, 1);
    assert.match(err, /--yes/);
    assert.ok(!existsSync(paths.zsh));
  });

  it('is put in after a yes, and not after anything else', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    const no = await runLev(['jepa', 'hook', 'install', 'zsh'], sandbox, { terminal: true, input: 'n\n' });
    assert.match(no.err, /\+# >>> lev jepa hook zsh[^]*Change .*\.zshrc\? \[y\/N\]/);
    assert.ok(!existsSync(paths.zsh));
    await runLev(['jepa', 'hook', 'install', 'zsh'], sandbox, { terminal: true, input: 'y\n' });
    assert.ok(existsSync(paths.zsh));
  });

  it('follows a link, keeps the mode, and keeps what was there', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    const real = join(sandbox.folder, 'dotfiles', 'zshrc');
    put(real, 'mine\n');
    chmodSync(real, 0o600);
    symlinkSync(real, paths.zsh);
    await hook(sandbox, 'install', 'zsh', '--yes');
    assert.ok(lstatSync(paths.zsh).isSymbolicLink());
    assert.equal(statSync(real).mode & 0o777, 0o600);
    const backups = join(sandbox.paths.data, 'hooks', 'backups');
    assert.deepEqual(readdirSync(backups).map((name) => readFileSync(join(backups, name), 'utf8')), ['mine\n']);
  });

  it('is not touched once somebody changed it', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    await hook(sandbox, 'install', 'zsh', '--yes');
    const changed = readFileSync(paths.zsh, 'utf8').replace('then .', 'then echo; .');
    writeFileSync(paths.zsh, changed);
    for (const action of ['install', 'uninstall']) {
      const { code, err } = await hook(sandbox, action, 'zsh', '--yes');
      assert.equal(code, 1);
      assert.match(err, /somebody changed it/);
    }
    assert.equal(readFileSync(paths.zsh, 'utf8'), changed);
    assert.match((await hook(sandbox)).out, /zsh +changed by hand/);
  });

  it('that was written by another version is brought up to date', (t) => {
    t.diagnostic('as a block of an older version, with another body');
    const old = putBlock('a', 'zsh', 'old\n', { path: 'x' });
    const next = putBlock(`${old}b\n`, 'zsh', 'new\nlines\n', { path: 'x' });
    assert.ok(next.includes('new\nlines\n') && !next.includes('old\n'));
    assert.equal(dropBlock(next, 'zsh', 'x'), 'ab\n');
  });

  it('says what it is for where that is missing', async (t) => {
    const { sandbox } = sandboxWithGit(t);
    assert.match((await hook(sandbox, 'install')).err, /expected one of claude-code/);
  });

  it('needs a program that speaks to Unix sockets', async (t) => {
    const { sandbox } = sandboxWithGit(t);
    const { code, err } = await runLev(['jepa', 'hook', 'install', 'zsh', '--yes'], { ...sandbox, env: { ...sandbox.env, PATH: '/nowhere' } });
    assert.equal(code, 1);
    assert.match(err, /Install perl/);
  });

  it('speaks through perl where there is one, else through curl', async (t) => {
    const { sandbox } = sandboxWithGit(t);
    const programs = join(sandbox.folder, 'programs');
    const stand = (/** @type {string} */ name, /** @type {string} */ words) => {
      put(join(programs, name), `#!/bin/sh\necho '${words}'\n`);
      chmodSync(join(programs, name), 0o755);
    };
    stand('curl', '--unix-socket');
    stand('timeout', '');
    const clients = [];
    for (const words of ['command not found', 'v5.36.0']) {
      stand('perl', words);
      await runLev(['jepa', 'hook', 'install', 'zsh', '--yes'], { ...sandbox, env: { ...sandbox.env, PATH: programs } });
      clients.push(/through (\w+)/.exec(readFileSync(join(sandbox.paths.data, 'hooks', 'send'), 'utf8'))?.[1]);
    }
    assert.deepEqual(clients, ['curl', 'perl']);
  });

  it('is listed by the doctor once it is installed', async (t) => {
    const { sandbox } = sandboxWithGit(t);
    await hook(sandbox, 'install', 'zsh', '--yes');
    const root = join(sandbox.folder, 'plugin');
    put(join(root, 'package.json'), '{"version": "0.1.0"}');
    for (const name of ['requirements.lock', 'requirements-dev.lock']) put(join(root, name), '');
    const { out } = await runLev(['jepa', 'doctor'], sandbox, { root });
    assert.match(out, /^ok +hook of zsh +.*\.zshrc$/m);
    assert.doesNotMatch(out, /hook of fish/);
  });
});

/** @param {import('./stand-ins/sandbox.js').Sandbox} sandbox @returns {Promise<Record<string, string>>} What is not absent. */
async function states(sandbox) {
  const { hooks } = JSON.parse((await hook(sandbox, '--json')).out);
  return Object.fromEntries(hooks.filter((/** @type {any} */ one) => one.state !== 'absent').map((/** @type {any} */ one) => [one.name, one.state]));
}

describe('the script that hooks call', () => {
  /** @param {import('./stand-ins/sandbox.js').Sandbox} sandbox */
  const script = ({ paths }) => join(paths.data, 'hooks', 'send');

  it('outlives all other hooks for the repositories that call it', async (t) => {
    const { sandbox } = sandboxWithGit(t);
    for (const target of ['git', 'zsh']) await hook(sandbox, 'install', target, '--yes');
    await hook(sandbox, 'uninstall', 'zsh', '--yes');
    assert.ok(existsSync(script(sandbox)));
    assert.deepEqual(await states(sandbox), { git: 'installed' });
  });

  for (const [target, variable, script] of [['claude-code', 'CLAUDE_CONFIG_DIR', 'send'], ['codex', 'CODEX_HOME', 'send'], ['zsh', 'ZDOTDIR', 'zsh.zsh']]) {
    it(`outlives the hook of ${target} for one in another folder ($${variable})`, async (t) => {
      const { sandbox } = sandboxWithGit(t);
      const elsewhere = { ...sandbox, env: { ...sandbox.env, [variable]: join(sandbox.folder, 'other') } };
      await hook(elsewhere, 'install', target, '--yes');
      await hook(sandbox, 'install', target, '--yes');
      await hook(sandbox, 'uninstall', target, '--yes');
      assert.ok(existsSync(join(sandbox.paths.data, 'hooks', script)));
      assert.deepEqual([await states(elsewhere), await states(sandbox)], [{ [target]: 'installed' }, {}]);
    });
  }

  for (const [what, spoil] of /** @type {[string, (path: string) => void][]} */ ([['gone', rmSync], ['not to be run', (path) => chmodSync(path, 0o600)]])) {
    it(`makes no hook installed while it is ${what}; installing again mends that`, async (t) => {
      const { sandbox } = sandboxWithGit(t);
      const root = join(sandbox.folder, 'plugin');
      put(join(root, 'package.json'), '{"version": "0.1.0"}');
      for (const name of ['requirements.lock', 'requirements-dev.lock']) put(join(root, name), '');
      for (const target of TARGETS) await hook(sandbox, 'install', target, '--yes');
      spoil(script(sandbox));
      assert.deepEqual(await states(sandbox), Object.fromEntries(TARGETS.map((target) => [target, 'lost'])));
      assert.match((await hook(sandbox)).out, /^git +its script is gone: install it again/m);
      assert.match((await runLev(['jepa', 'doctor'], sandbox, { root })).out, /^WARN +hook of git .*the script that it calls is gone: .*send[^]*lev jepa hook install git/m);
      assert.match((await hook(sandbox, 'install', 'git', '--yes')).out, /is installed\. /);
      assert.deepEqual(await states(sandbox), Object.fromEntries(TARGETS.map((target) => [target, 'installed'])));
    });
  }

  for (const agent of ['claude-code', 'codex']) {
    it(`is missed by no session of ${agent} once it is gone`, async (t) => {
      const { sandbox, paths } = sandboxWithGit(t);
      await hook(sandbox, 'install', agent, '--yes');
      rmSync(script(sandbox));
      const commands = Object.values(JSON.parse(readFileSync(paths[agent], 'utf8')).hooks).flat().flatMap((entry) => entry.hooks).map(({ command }) => command);
      assert.ok(commands.length >= 3);
      for (const command of commands) {
        const { status, stdout, stderr, error } = spawnSync('sh', ['-c', command], { input: 'x'.repeat(1_000_000), encoding: 'utf8' });
        assert.deepEqual({ status, stdout, stderr, error }, { status: 0, stdout: '', stderr: '', error: undefined });
      }
    });
  }
});

const SETTINGS = `{
    "model": "x",
    "hooks": {
        "PostToolUse": [
            {
                "matcher": "Edit",
                "hooks": [
                    {
                        "type": "command",
                        "command": "mine"
                    }
                ]
            }
        ]
    },
    "theme": "dark"
}`;

/** What people's settings look like; each comes back byte for byte. */
const WRITTEN = [
  SETTINGS, '', '\n', ' \n\n', '{}', '{}\n', '{ }', '{\n}', '{\r\n}\r\n', '{"model":"x"}', '{ "model": "x" }\n', '{"hooks": {}}', '{"hooks": { }}', '{"hooks":{"PostToolUse":[]}}',
  '{\n  "permissions": {\n    "allow": ["Bash(ls)"]\n  }\n}\n', '{\r\n\t"model": "x",\r\n\t"hooks": {}\r\n}\r\n', '{\n  "hooks": {\n    "Stop": []\n  }\n}', '{\n  "hooks": {\n  },\n  "a": 1\n}',
  '{\n  "hooks": {"PostToolUse": [ ], "SessionStart": [\n  ]},\n  "z": [1,\n 2]}', '{"n": 12345678901234567890, "f": 1.0e2, "u": "\\u00e9\\/ \\"}", "é": -0}', '{"a": {"hooks": 1}, "hooks": {"PostToolUse": [{"hooks": [{"command": "x"}]}]}}',
  '{\n    "\\u0068ooks": {\n\n        "PostToolUse": [{"matcher": "Edit", "hooks": []}]   \n    } ,\n    "b": {}\n}', '{"a": 1, "a": 2,\n\n\n   "b": "," }',
];

for (const agent of ['claude-code', 'codex']) {
  describe(`the settings of ${agent}`, () => {
    for (const text of WRITTEN) {
      it(`come back as they were: ${JSON.stringify(text)}`, async (t) => {
        const { sandbox, paths } = sandboxWithGit(t);
        put(paths[agent], text);
        assert.equal((await hook(sandbox, 'install', agent, '--yes')).code, 0);
        const full = readFileSync(paths[agent], 'utf8');
        assert.deepEqual([JSON.parse(full).hooks.SessionStart.length, await states(sandbox)], [1, { [agent]: 'installed' }]);
        for (const word of text.match(/[^\s{}[\],]+/g) ?? []) assert.ok(full.includes(word), `${word} is as it was`);
        await hook(sandbox, 'install', agent, '--yes');
        assert.equal(readFileSync(paths[agent], 'utf8'), full, 'a second time changes nothing');
        await hook(sandbox, 'uninstall', agent, '--yes');
        assert.equal(readFileSync(paths[agent], 'utf8'), text);
      });
    }
  });
}

describe('the hook of Claude Code', () => {
  it('is laid out as the file is', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    for (const text of ['{}', '{\n  "model": "x"\n}', SETTINGS]) {
      put(paths['claude-code'], text);
      await hook(sandbox, 'install', 'claude-code', '--yes');
      const installed = readFileSync(paths['claude-code'], 'utf8');
      assert.equal(installed, JSON.stringify(JSON.parse(installed), null, text === SETTINGS ? 4 : 2));
    }
  });

  it('leaves what came beside it and into it meanwhile', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    put(paths['claude-code'], '{}');
    await hook(sandbox, 'install', 'claude-code', '--yes');
    const settings = JSON.parse(readFileSync(paths['claude-code'], 'utf8'));
    settings.hooks.PostToolUse.push({ matcher: 'Edit', hooks: [] });
    settings.hooks.SessionStart[0].hooks.push({ type: 'command', command: 'mine' });
    writeFileSync(paths['claude-code'], JSON.stringify({ ...settings, n: 1 }).replace('"n":1', '"n":1.50'));
    await hook(sandbox, 'uninstall', 'claude-code', '--yes');
    assert.equal(readFileSync(paths['claude-code'], 'utf8'), '{"hooks":{"SessionStart":[{"hooks":[{"type":"command","command":"mine"}]}],"PostToolUse":[{"matcher":"Edit","hooks":[]}]},"n":1.50}');
  });

  it('leaves a file that is not text in UTF-8 as it was', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    const bytes = Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xe9, 0x22, 0x7d]);
    put(paths['claude-code'], bytes);
    for (const action of ['install', 'uninstall']) assert.equal((await hook(sandbox, action, 'claude-code', '--yes')).code, 0);
    assert.ok(readFileSync(paths['claude-code']).equals(bytes));
  });

  it('stands beside the hooks of others, which stay', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    put(paths['claude-code'], SETTINGS);
    await hook(sandbox, 'install', 'claude-code', '--yes');
    const { hooks, theme } = JSON.parse(readFileSync(paths['claude-code'], 'utf8'));
    assert.equal(theme, 'dark');
    assert.deepEqual(hooks.PostToolUse.map((/** @type {any} */ one) => one.matcher), ['Edit', '*']);
    assert.match(hooks.SessionStart[0].hooks[0].command, /hooks\/send' \/v1\/hooks\/agents\/claude-code 0\.25 \|\| cat >\/dev\/null # lev jepa hook, version 1$/);
    assert.match(hooks.PostToolUse[1].hooks[0].command, /hooks\/send' \/v1\/hooks\/agents\/claude-code 1 later \|\| cat >\/dev\/null # lev jepa hook, version 1$/);
    await hook(sandbox, 'install', 'claude-code', '--yes');
    assert.equal(JSON.parse(readFileSync(paths['claude-code'], 'utf8')).hooks.PostToolUse.length, 2);
    await hook(sandbox, 'uninstall', 'claude-code', '--yes');
    assert.equal(readFileSync(paths['claude-code'], 'utf8'), SETTINGS);
  });

  for (const text of ['{', '[]', '"x"', '{"hooks": []}', '{"hooks": null}', '{"hooks": {"PostToolUse": {}}}', '// note\n{}']) {
    it(`is not put into ${JSON.stringify(text)}`, async (t) => {
      const { sandbox, paths } = sandboxWithGit(t);
      put(paths['claude-code'], text);
      const { code, err } = await hook(sandbox, 'install', 'claude-code', '--yes');
      assert.equal(code, 1);
      assert.match(err, /is not a JSON object/);
      assert.equal(readFileSync(paths['claude-code'], 'utf8'), text);
    });
  }
});

describe('the hook of opencode', () => {
  it('does not replace a plugin of somebody else', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    put(paths.opencode, 'export const Mine = 1;\n');
    for (const action of ['install', 'uninstall']) assert.equal((await hook(sandbox, action, 'opencode', '--yes')).code, 1);
    assert.equal(readFileSync(paths.opencode, 'utf8'), 'export const Mine = 1;\n');
  });
});

describe('the hook of git', () => {
  it('goes behind the first line of a hook that is there, and leaves it as it was', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    put(paths.git, '#!/usr/bin/env bash\nset -eu\nexec true\n');
    chmodSync(paths.git, 0o755);
    await hook(sandbox, 'install', 'git', '--yes');
    assert.match(readFileSync(paths.git, 'utf8'), /^#!\/usr\/bin\/env bash\n# >>> lev jepa hook git[^]*<<<\nset -eu\nexec true\n$/);
    await hook(sandbox, 'uninstall', 'git', '--yes');
    assert.equal(readFileSync(paths.git, 'utf8'), '#!/usr/bin/env bash\nset -eu\nexec true\n');
    assert.equal(statSync(paths.git).mode & 0o777, 0o755);
  });

  it('is not put into a hook that is no shell script', async (t) => {
    const { sandbox, paths } = sandboxWithGit(t);
    put(paths.git, '#!/usr/bin/env python3\nprint()\n');
    const { code, err } = await hook(sandbox, 'install', 'git', '--yes');
    assert.equal(code, 1);
    assert.match(err, /no shell script/);
    assert.deepEqual(readdirSync(dirname(paths.git)).filter((name) => name.startsWith('post-') && !name.endsWith('.sample')), ['post-commit']);
  });

  it('honours core.hooksPath', async (t) => {
    const { sandbox } = sandboxWithGit(t);
    execFileSync('git', ['-C', sandbox.repository, 'config', 'core.hooksPath', '.githooks'], { env: sandbox.env });
    await hook(sandbox, 'install', 'git', '--yes');
    assert.deepEqual(readdirSync(join(sandbox.repository, '.githooks')), ['post-checkout', 'post-commit', 'post-merge']);
  });

  it('keeps no commit from being made while the sidecar is away', async (t) => {
    const { sandbox } = sandboxWithGit(t);
    await hook(sandbox, 'install', 'git', '--yes');
    const git = (/** @type {string[]} */ ...words) => execFileSync('git', ['-C', sandbox.repository, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { env: sandbox.env, encoding: 'utf8', stdio: 'pipe' });
    git('commit', '--allow-empty', '-qm', 'First');
    git('checkout', '-qb', 'other');
    assert.match(git('log', '--oneline'), /First/);
  });

  it('cannot be asked for where git does not run, and the words say so', async (t) => {
    const { sandbox } = sandboxWithGit(t);
    writeFileSync(join(sandbox.folder, 'perl'), '#!/bin/sh\nprintf v5.36.0\n', { mode: 0o755 });
    const { code, err } = await runLev(['jepa', 'hook', 'install', 'git', '--yes'], sandbox, { env: { ...sandbox.env, PATH: sandbox.folder } });
    assert.equal(code, 1);
    assert.match(err, /it cannot be run \(ENOENT\): install git/);
  });

  it('is for a repository', async (t) => {
    const sandbox = createSandbox(t);
    const { code, err } = await runLev(['jepa', 'hook', 'install', 'git', '--yes'], sandbox, { cwd: sandbox.folder });
    assert.equal(code, 1);
    assert.match(err, /in no git repository/);
  });
});

describe('lev jepa pause', () => {
  for (const time of ['0h', '1w', 'h', '-1h', '1.5h']) {
    it(`takes no ${time}`, async (t) => {
      const { code, err } = await runLev(['jepa', 'pause', '--', time], createSandbox(t));
      assert.equal(code, 1);
      assert.match(err, /30m, 1h or 2d/);
    });
  }
});

describe('lev jepa pause and resume', () => {
  it('ask the sidecar, and say until when', async (t) => {
    const sandbox = createSandbox(t);
    const until = new Date(2026, 10, 21, 16, 5).getTime() / 1000;
    const sidecar = await startSidecar(sandbox.paths, { routes: { 'PUT /v1/pause': ({ body }) => ({ body: { until: body.seconds && until } }) } });
    t.after(sidecar.close);
    assert.match((await runLev(['jepa', 'pause', '30m'], sandbox)).out, /^Paused until 2026-11-21 16:05\. .*lev jepa resume\n$/);
    assert.deepEqual(sidecar.bodyOf('PUT /v1/pause'), { seconds: 1800 });
    assert.match((await runLev(['jepa', 'resume'], sandbox)).out, /^There is no pause/);
  });
});
