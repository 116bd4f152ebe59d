/** The command line and the objects of hosts mean the same. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest } from '../../js/cli/nearest.js';
import { restoreFromNpm } from '../../js/cli/npm-options.js';
import { parseObject, parseWords } from '../../js/cli/parse.js';

/** @param {string[]} words */
const read = (...words) => {
  const { command, options, words: positionals } = parseWords(words);
  return { name: command.name, options, words: positionals };
};

describe('a command line', () => {
  it('takes a value behind a blank or an equals sign', () => {
    assert.deepEqual(read('predict', '--k', '3', '--intent=fix the = bug').options, { k: 3, intent: 'fix the = bug' });
  });

  it('collects an option that may be repeated', () => {
    assert.deepEqual(read('predict', '--kind', 'file', '--kind=step').options, { kind: ['file', 'step'] });
  });

  it('reads a date as seconds since the epoch', () => {
    assert.deepEqual(read('learn', '--since', '1970-01-02').options, { since: 86_400 });
  });

  it('takes a single dash as a value: it stands for stdin', () => {
    assert.deepEqual(read('learn', '--file', '-').options, { file: '-' });
  });

  it('names its positional words', () => {
    assert.deepEqual(read('consent', 'shell', 'on', '--everywhere'), { name: 'consent', options: { everywhere: true }, words: { source: 'shell', word: 'on' } });
  });

  it('may have the switches of every command in front', () => {
    assert.deepEqual(read('--json', 'status'), { name: 'status', options: { json: true }, words: {} });
  });

  it('is help when it is empty, and when it asks for help in the usual ways', () => {
    assert.equal(read().name, 'help');
    assert.equal(read('--help').name, 'help');
    assert.equal(read('predict', '-h').options.help, true);
    assert.equal(read('--version').name, 'version');
  });

  for (const [words, message] of /** @type {[string[], RegExp][]} */ ([
    [['predct'], /no command "predct"\. Did you mean predict\?/],
    [['xyzzy'], /no command "xyzzy"\. The commands are listed by: lev jepa help/],
    [['predict', '--hoizon', '3'], /no option --hoizon\. Did you mean --horizon\?/],
    [['predict', '--k', '51'], /--k is "51": expected a whole number from 1 to 50/],
    [['predict', '--k', '2.5'], /--k is "2.5"/],
    [['predict', '--k'], /--k has no value: write --k N/],
    [['predict', '--intent', '--json'], /--intent has no value/],
    [['predict', '--kind', 'fiel'], /--kind is "fiel": expected one of file, .*Did you mean file\?/],
    [['learn', '--since', 'yesterday'], /--since is "yesterday": expected a date such as/],
    [['predict', 'now'], /"now" is one word too many: predict takes no words/],
    [['consent', 'shel'], /source is "shel": .*Did you mean shell\?/],
    [['status', '--json=maybe'], /--json is "maybe": it takes no value/],
  ])) {
    it(`says what is wrong with: ${words.join(' ')}`, () => assert.throws(() => parseWords(words), message));
  }
});

describe("a host's object", () => {
  it('means what the words mean', () => {
    const { command, options } = parseObject({ command: 'predict', k: 3, kind: ['file'], intent: null });
    assert.equal(command.name, 'predict');
    assert.deepEqual(options, { k: 3, kind: ['file'] });
  });

  it('may hold one value for an option that may be repeated', () => {
    assert.deepEqual(parseObject({ command: 'predict', kind: 'file' }).options, { kind: ['file'] });
  });

  it('gives positional words by name', () => {
    assert.deepEqual(parseObject({ command: 'consent', source: 'shell', word: 'on' }).words, { source: 'shell', word: 'on' });
  });

  it('is checked like words', () => {
    assert.throws(() => parseObject({ command: 'predict', k: 'many' }), /--k is "many"/);
    assert.throws(() => parseObject({ command: 'predict', colour: true }), /no option --colour/);
    assert.throws(() => parseObject({ command: 'predict', intent: 3 }), /--intent is 3/);
  });
});

describe('options that npm kept for itself', () => {
  const npm = (/** @type {Record<string, string>} */ more) => ({ npm_lifecycle_event: 'lev', ...more });

  it('come back when they are switches', () => {
    assert.deepEqual(restoreFromNpm(['predict'], npm({ npm_config_json: 'true', npm_config_explain: 'true' })), ['predict', '--explain', '--json']);
  });

  it('are told to be written behind two dashes when they have a value', () => {
    assert.throws(() => restoreFromNpm(['predict', '5'], npm({ npm_config_key: 'true' })), /npm run lev jepa predict -- --k N/);
    assert.throws(() => restoreFromNpm(['predict'], npm({ npm_config_intent: 'fix it' })), /-- --intent WORDS/);
  });

  it('are never taken for a yes to erasing', () => {
    assert.throws(() => restoreFromNpm(['forget'], npm({ npm_config_yes: 'true' })), /npm run lev jepa forget -- --yes/);
  });

  it("are left alone where npm's own settings say no, and outside of npm", () => {
    assert.deepEqual(restoreFromNpm(['forget'], npm({ npm_config_yes: '', npm_config_json: 'false' })), ['forget']);
    assert.deepEqual(restoreFromNpm(['predict'], { npm_config_json: 'true' }), ['predict']);
  });
});

describe('the nearest word', () => {
  it('is found through a swap, a slip and a beginning, and not where none is near', () => {
    assert.equal(nearest('stauts', ['status', 'stop']), 'status');
    assert.equal(nearest('compl', ['completions', 'config']), 'completions');
    assert.equal(nearest('zzz', ['status', 'stop']), undefined);
  });
});
