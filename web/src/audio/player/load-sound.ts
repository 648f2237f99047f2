// Brings a sound whole into the page, so that what is heard is what was hashed: an address that is signed for a while, the bytes behind
// it, their SHA-256, and only then something to play.
import type { SoundLink } from '@yunhu/api/schemas';
import { Problem } from '../../session/problem.ts';
import { ulawToWav } from './ulaw.ts';

export type LoadedSound = {
  /** Of this page alone; to be given back by `URL.revokeObjectURL`. */
  readonly url: string;
  /** Of the bytes that came, lower-case hex; what the record says where this browser cannot hash (a page that is not secure). */
  readonly sha256: string;
};

/** Throws `Problem`: `sound_changed` where the bytes are not those of the record. */
export async function loadSound(link: SoundLink): Promise<LoadedSound> {
  const response = await fetch(link.url, { credentials: 'same-origin' }).catch(() => {
    throw new Problem({ code: 'network', status: 0 });
  });
  if (!response.ok) throw new Problem({ code: 'sound_gone', status: response.status });
  const bytes = await response.arrayBuffer();
  const sha256 = await hashOf(bytes);
  if (sha256 !== undefined && sha256 !== link.sha256) throw new Problem({ code: 'sound_changed', status: 0 });
  const isRaw = link.contentType === 'audio/basic';
  const blob = isRaw ? ulawToWav(new Uint8Array(bytes)) : new Blob([bytes], { type: link.contentType });
  return { url: URL.createObjectURL(blob), sha256: sha256 ?? link.sha256 };
}

async function hashOf(bytes: ArrayBuffer): Promise<string | undefined> {
  // A page over plain http of another host has none.
  const subtle = globalThis.isSecureContext ? crypto.subtle : undefined;
  if (subtle === undefined) return undefined;
  const hash = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
