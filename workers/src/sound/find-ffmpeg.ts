import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SoundSettings } from './env.ts';

/** FFMPEG_PATH, else the system's ffmpeg, else the one that npm brings where it has one for this machine. Throws a sentence. */
export async function findFfmpeg({ FFMPEG_PATH, PATH }: SoundSettings): Promise<string> {
  if (FFMPEG_PATH !== undefined) return FFMPEG_PATH;
  const onPath = PATH.split(path.delimiter).map((folder) => path.join(folder, 'ffmpeg'));
  const found = onPath.find((file) => existsSync(file));
  if (found !== undefined) return found;
  try {
    const { default: installed } = await import('@ffmpeg-installer/ffmpeg');
    return installed.path;
  } catch (error) {
    throw new Error('converting a sound file needs ffmpeg: install it, or set FFMPEG_PATH.', { cause: error });
  }
}
