import type { AriReply } from './ari-connection.ts';
import { deviceStateSchema } from './ari-messages.ts';

const askedTogether = 50;
/** Asterisk's device states of what has no contact, or is not known at all. */
const absent = /^(?:INVALID|UNAVAILABLE|UNKNOWN)$/;

/**
 * Those of the SIP ids that have a contact. The device state is asked and not the endpoint, because an endpoint from the database
 * is known to Asterisk only once it was used, and then longer than it is registered.
 */
export async function reachableExtensions(
  sipIds: readonly string[],
  get: (path: string) => Promise<AriReply>,
): Promise<ReadonlySet<string>> {
  const left = [...new Set(sipIds)];
  const found = new Set<string>();
  const work = async (): Promise<void> => {
    for (let sipId = left.pop(); sipId !== undefined; sipId = left.pop()) {
      const { body } = await get(`deviceStates/${encodeURIComponent(`PJSIP/${sipId}`)}`);
      const device = deviceStateSchema.safeParse(body);
      if (device.success && !absent.test(device.data.state)) found.add(sipId);
    }
  };
  await Promise.all(Array.from({ length: Math.min(askedTogether, left.length) }, work));
  return found;
}
