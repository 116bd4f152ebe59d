/** Where the plugin is installed. */

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkoutOf } from '../../js/installation.js';
import { createSandbox } from './stand-ins/sandbox.js';

test('a linked working tree has a mark of its own, and it is another one after a pull', (t) => {
  const { folder } = createSandbox(t);
  const git = join(folder, 'main', '.git', 'worktrees', 'linked');
  const root = join(folder, 'linked');
  for (const one of [join(git, 'logs'), root]) mkdirSync(one, { recursive: true });
  writeFileSync(join(root, '.git'), `gitdir: ${git}\n`);
  writeFileSync(join(git, 'logs', 'HEAD'), 'made\n');
  const made = checkoutOf(root);
  assert.match(made ?? '', new RegExp(`^\\d+-5 ${root}$`));
  writeFileSync(join(git, 'logs', 'HEAD'), 'made\npulled\n');
  assert.notEqual(checkoutOf(root), made);
});

test('what is no checkout, or one that keeps no log, has no mark', (t) => {
  const { folder } = createSandbox(t);
  assert.equal(checkoutOf(folder), undefined);
  writeFileSync(join(folder, '.git'), 'gitdir: ../nowhere\n');
  assert.equal(checkoutOf(folder), undefined);
});
