/** What `hook` prints. */

import { printable, table } from './text.js';

const STATES = { installed: 'installed', outdated: 'installed by another version: install it again', lost: 'its script is gone: install it again', changed: 'changed by hand', absent: '-' };

/**
 * @param {{client: string | null, hooks: {name: string, path: string | null, state: keyof typeof STATES, detail?: string}[]}} found
 * @returns {string}
 */
export function renderHooks({ client, hooks }) {
  const rows = hooks.map(({ name, path, state }) => [name, STATES[state], printable(path ?? '')]);
  const details = hooks.flatMap(({ name, detail }) => (detail ? [`${name}: ${printable(detail)}`] : []));
  const through = client && hooks.some(({ state }) => state !== 'absent') ? [`They speak to the sidecar through ${client}.`] : [];
  return [...table(rows, { indent: '' }), '', ...through, ...details, 'Install one with: lev jepa hook install NAME'].join('\n');
}

/**
 * @param {import('../commands/hook.js').Result} result
 * @returns {string}
 */
export function renderChange({ action, target, changed, backups, diff, done, consent, next }) {
  if (changed.length === 0) return action === 'install' ? `The hook of ${target} is installed already.` : `There is no hook of ${target}.`;
  if (!done) return `${diff}\n\nNothing was changed.`;
  const saved = backups.map((path) => `As it was before: ${printable(path)}`);
  if (action !== 'install') return [`The hook of ${target} is gone.`, ...saved].join('\n');
  return [`The hook of ${target} is installed. ${next}`, ...saved, `What it tells is kept only with your consent: lev jepa consent ${consent} on`].join('\n');
}
