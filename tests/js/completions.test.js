/** Completion scripts offer what the command table has, and their shells accept them. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { completionScript } from '../../js/cli/completions.js';
import { COMMANDS, optionsOf } from '../../js/cli/table.js';
import { createSandbox } from './stand-ins/sandbox.js';

/** @param {string} shell */
const isMissing = (shell) => (spawnSync(shell, ['--version']).error ? `${shell} is not installed` : false);

for (const shell of ['bash', 'zsh', 'fish']) {
  describe(`completions of ${shell}`, () => {
    it('name every command and every option', () => {
      const script = completionScript(shell);
      for (const command of COMMANDS) {
        assert.ok(script.includes(command.name));
        for (const { name } of optionsOf(command)) assert.ok(script.includes(shell === 'fish' ? `-l ${name}` : `--${name}`), name);
      }
    });

    it('are accepted by the shell', { skip: isMissing(shell) }, (t) => {
      const path = join(createSandbox(t).folder, 'lev');
      writeFileSync(path, completionScript(shell));
      const { status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    });
  });
}

describe('in bash', { skip: isMissing('bash') }, () => {
  for (const [line, expected] of /** @type {[string, string[]][]} */ ([
    ['lev ', ['jepa']],
    ['lev jepa pred', ['predict']],
    ['lev jepa predict --ho', ['--horizon']],
    ['lev jepa predict --known tsc', ['tsconfig.json']],
    ['lev jepa predict --kind c', ['command', 'context']],
    ['lev jepa consent sh', ['shell']],
    ['lev jepa help ev', ['evaluate']],
    ['lev jepa related tsc', ['tsconfig.json']],
    ['lev jepa related --pr', ['--project']],
    ['lev jepa search --kind ca', ['case']],
    ['lev jepa workflow val', ['validate']],
    ['lev jepa workflow run tsc', ['tsconfig.json']],
    ['lev jepa workflow run --dr', ['--dry-run']],
    ['lev jepa host uninst', ['uninstall']],
    ['lev jepa feedback ac', ['accept']],
  ])) {
    it(`"${line}" is completed`, () => {
      const words = line.split(' ');
      const program = `${completionScript('bash')}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _lev; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
      assert.deepEqual(stdout.trim().split('\n'), expected);
    });
  }
});
