/** `rebuild`: throw away all that is derived and learn it again from the event log. */

import { wholeStream } from '../imports.js';
import { counted } from '../render/text.js';
import { reachSidecar } from '../sidecar.js';

/**
 * @param {import('../perform.js').Asked} _asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform(_asked, around) {
  const sidecar = await reachSidecar(around);
  let events = 0;
  for await (const line of wholeStream(sidecar.stream('POST', '/v1/rebuild'))) {
    if (line.type === 'progress') around.progress.show('rebuilding', line.done, line.total);
    if (line.type === 'end') events = line.events;
  }
  around.progress.clear();
  return { data: { events }, text: () => `Learnt ${counted(events, 'event')} again from the event log.` };
}
