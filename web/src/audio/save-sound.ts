import type { Audio } from '@yunhu/api/schemas';
import { findSound } from './data.ts';
import { loadSound } from './player/load-sound.ts';

/** Saves what a phone hears under the audio's name. Throws `Problem`. */
export async function saveSound(audio: Pick<Audio, 'id' | 'name'>): Promise<void> {
  const link = await findSound(audio.id);
  const { url } = await loadSound(link);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `${audio.name}.${link.contentType === 'audio/wav' ? 'wav' : 'mp3'}`;
  anchor.click();
  // The browser has taken it up by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
