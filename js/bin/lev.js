#!/usr/bin/env node
/** `lev` without a Leviathan host. Ctrl-C ends what is being waited for; the exit code is then 130. */

import { main } from '../cli/main.js';

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());
process.once('SIGTERM', () => interrupt.abort());
process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ { code }) => {
  if (code === 'EPIPE') process.exit(0); // the reader of a pipe has gone: `lev ... | head`
  process.stderr.write(`lev: what was to be printed could not be written (${code})\n`);
  process.exit(1);
});

process.exitCode = await main(process.argv.slice(2), process, { signal: interrupt.signal });
