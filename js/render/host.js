/** What `host` prints. */

import { relative } from 'node:path';
import { printable, table } from './text.js';

const DONE = Object.freeze({ write: 'written', update: 'updated', keep: 'as it was', remove: 'removed', absent: 'was not there' });
const PLANNED = Object.freeze({ write: 'to write', update: 'to update', keep: 'stays', remove: 'to remove', absent: 'is not there' });

/**
 * @param {{host: string, action: string, dry_run: boolean, changes: import('../host/install.js').Change[]}} done
 * @returns {string}
 */
export function renderHost({ host, action, dry_run: dryRun, changes }) {
  const words = dryRun ? PLANNED : DONE;
  const rows = changes.map(({ path, what }) => [words[what], printable(relative(host, path))]);
  const next = !dryRun && action === 'install' ? ['', 'Try it in the host with: lev jepa status'] : [];
  return [`${printable(host)}${dryRun ? ' (nothing was changed)' : ''}`, ...table(rows), ...next].join('\n');
}
