// What a file is, by its content alone: its name and what an uploader says of it count for nothing. Each known container is then walked
// from end to end: what is cut off, and what carries something else beside the sound, is refused before any decoder sees it.
import { checkMp3, isMp3 } from './containers/mp3.ts';
import { checkMp4, isMp4 } from './containers/mp4.ts';
import { checkOgg, isOgg } from './containers/ogg.ts';
import { checkWav, isRiff } from './containers/wav.ts';
import { checkWebm, isEbml } from './containers/webm.ts';
import { SoundRefused } from './refuse-sound.ts';

/** A container that is taken, by the name of ffmpeg's demuxer. */
export type Demuxer = 'wav' | 'mp3' | 'ogg' | 'mov' | 'matroska';

const containers: readonly {
  readonly demuxer: Demuxer;
  readonly is: (file: Buffer) => boolean;
  readonly check: (file: Buffer) => void;
}[] = [
  { demuxer: 'wav', is: isRiff, check: checkWav },
  { demuxer: 'ogg', is: isOgg, check: checkOgg },
  { demuxer: 'mov', is: isMp4, check: checkMp4 },
  { demuxer: 'matroska', is: isEbml, check: checkWebm },
  // Last: a frame of it begins with as little as eleven bits.
  { demuxer: 'mp3', is: isMp3, check: checkMp3 },
];

/** How a file is to be read. Throws `SoundRefused` for one that is not a whole sound file of a known kind and nothing else. */
export function sniffSound(file: Buffer): Demuxer {
  if (file.length === 0) throw new SoundRefused('empty', 'the file is empty');
  const found = containers.find(({ is }) => is(file));
  if (found === undefined) throw new SoundRefused('unsupported_format', 'not a WAV, MP3, M4A, OGG or WebM file');
  found.check(file);
  return found.demuxer;
}
