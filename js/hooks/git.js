/**
 * The hook of git, in the one repository that the command is about: a block in post-commit, post-checkout and
 * post-merge, behind the first line of a hook that is there. It honours core.hooksPath.
 */

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { LevError, systemCode } from '../errors.js';
import { dropBlock, findBlock, putBlock } from './block.js';
import { read } from './edit.js';
import { quote } from './send.js';

/** @typedef {import('./targets.js').Place} Place */

const HOOKS = ['post-commit', 'post-checkout', 'post-merge'];
const NAME = 'git';
const SHEBANG = '#!/bin/sh\n';
const OF_A_SHELL = /^#! ?\S*\/(?:env )?(?:ba|da|z|k)?sh\b[^\n]*\n/;

/** @type {import('./targets.js').Target} */
export const gitTarget = {
  name: NAME,
  consent: 'git',
  startAgain: 'It holds from the next commit, checkout or merge on.',
  path: hooksFolder,
  install: (place) => HOOKS.map((hook) => block(hook, place)),
  uninstall: (place) => HOOKS.map((hook) => unblock(hook, place)),
  version: (place) => findBlock(read(file(HOOKS[0], place)) ?? '', NAME, file(HOOKS[0], place))?.version,
  isCurrent: (place) => HOOKS.every((hook) => block(hook, place).before === block(hook, place).after),
};

/** @param {Place} place */
function hooksFolder({ project, env }) {
  if (!project) throw new LevError('project_not_found', 'this folder is in no git repository: go to one, or name one with --project');
  const { error, status, stdout, stderr } = spawnSync('git', ['-C', project, 'rev-parse', '--git-path', 'hooks'], { encoding: 'utf8', env });
  if (error) throw new LevError('hook_unwritable', `git says where ${project} keeps its hooks, and it cannot be run (${systemCode(error)}): install git, or put it on the PATH`);
  if (status !== 0) throw new LevError('project_not_found', `git does not say where ${project} keeps its hooks: ${stderr?.trim()}`);
  return resolve(project, stdout.replace(/\n$/, ''));
}

/** @param {string} hook @param {Place} place */
function file(hook, place) {
  return resolve(hooksFolder(place), hook);
}

/** @param {string} hook @param {Place} place */
function block(hook, place) {
  const path = file(hook, place);
  const before = read(path);
  if (before !== null && !OF_A_SHELL.test(before)) {
    throw new LevError('hook_foreign', `${path} is no shell script, so nothing can be put into it. Call from it what the hook would: ${body(hook, place).trim()}`);
  }
  return { path, before, after: putBlock(before ?? SHEBANG, NAME, body(hook, place), { path, afterFirstLine: true }), mode: 0o755 };
}

/** @param {string} hook @param {Place} place */
function unblock(hook, place) {
  const path = file(hook, place);
  const before = read(path);
  const left = before === null ? null : dropBlock(before, NAME, path);
  return { path, before, after: left === SHEBANG && left !== before ? null : left };
}

/** @param {string} hook @param {Place} place */
function body(hook, { send }) {
  const told = `{ printf 'hook=${hook}\\0directory=%s\\0branch=%s\\0' "$PWD" "$(git symbolic-ref --short -q HEAD)" | ${quote(send)} /v1/hooks/git 1; } </dev/null >/dev/null 2>&1 &`;
  const text = hook === 'post-checkout' ? `[ "$3" != 1 ] || ${told}\n` : `${told}\n`;
  return Buffer.from(text, 'utf8').toString('latin1');
}
