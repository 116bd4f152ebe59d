/** Progress: a bar on a terminal, a few plain lines in a log. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProgress } from '../../js/progress.js';

/** @param {boolean} terminal */
function record(terminal) {
  let text = '';
  let time = 0;
  const progress = createProgress({ write: (/** @type {string} */ more) => void (text += more) }, { terminal, now: () => time });
  return { progress, text: () => text, wait: (/** @type {number} */ ms) => void (time += ms) };
}

describe('progress on a terminal', () => {
  it('is a bar that is drawn over itself and taken away', () => {
    const { progress, text } = record(true);
    progress.show('learning: git', 1, 2);
    progress.clear();
    assert.equal(text(), `\r\u001b[K${'━'.repeat(12)}${'·'.repeat(12)} 1/2 learning: git\r\u001b[K`);
  });

  it('is a count where no total is known', () => {
    const { progress, text } = record(true);
    progress.show('learning: shell', 1200);
    assert.equal(text(), '\r\u001b[Klearning: shell 1,200');
  });
});

describe('progress in a log', () => {
  it('is silent on what is over within a second', () => {
    const { progress, text } = record(false);
    progress.show('learning: git', 1, 2);
    progress.show('learning: git', 2, 2);
    assert.equal(text(), '');
  });

  it('is at most ten lines and a first one for a long task, without control characters', () => {
    const { progress, text, wait } = record(false);
    for (let done = 0; done <= 1000; done += 1) {
      progress.show('learning: git', done, 1000);
      wait(50);
    }
    const lines = text().trim().split('\n');
    assert.ok(lines.length <= 11, text());
    assert.equal(lines.at(-1), 'learning: git 1,000/1,000');
    assert.equal(text().includes('\u001b'), false);
  });
});
