// What the conversion of sounds is told by its process.
import { z } from 'zod';

const settings = z.object({
  /** The program that converts; the system's where it is absent. */
  FFMPEG_PATH: z.string().min(1).optional(),
  PATH: z.string().default(''),
});

export type SoundSettings = z.infer<typeof settings>;

export function readSoundSettings(source: Readonly<Record<string, string | undefined>> = process.env): SoundSettings {
  return settings.parse(source);
}
