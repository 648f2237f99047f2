import { SoundRefused } from './refuse-sound.ts';
import { fileIn, sampleRate, type SoundWork } from './decode-sound.ts';
import { runFfmpeg, safely } from './run-ffmpeg.ts';

/**
 * −19 LUFS: over one ear the loudness that AES TD1004 recommends for two (−16 LUFS; one channel counts 3 dB less), and well above the
 * −26 dBov of nominal speech on the network (ITU-T P.56), so that it is understood in a street. Peaks are held at −4 dB, so that the
 * steps of G.711 and the codecs of mobile networks behind it leave them below −3 dBTP.
 */
const target = { lufs: -19, peakDb: -4, rangeLu: 20 };

/** Brings `samples` to one loudness (EBU R128, measured and then applied) and encodes them as `ulaw` and `alaw`. Throws `SoundRefused`. */
export async function levelSound(work: SoundWork): Promise<void> {
  const norm = `loudnorm=I=${target.lufs}:TP=${target.peakDb}:LRA=${target.rangeLu}`;
  const raw = ['-threads', '1', '-f', 's16le', '-ar', String(sampleRate), '-ac', '1', '-i', fileIn(work, 'samples')];
  const first = [...safely, '-v', 'info', ...raw, '-af', `${norm}:print_format=json`, '-f', 'null', '-'];
  const measured = readMeasured((await runFfmpeg(work.ffmpeg, first, work.signal)).said);
  const filters = [
    `[0:a]${norm}:${measured}:linear=true`,
    // loudnorm works at 192 kHz where it cannot keep one gain for all.
    `aresample=${sampleRate},aformat=channel_layouts=mono`,
    `alimiter=limit=${(10 ** (target.peakDb / 20)).toFixed(4)}:level=0:attack=2:release=40`,
    'asplit=2[u][a]',
  ];
  const second = [
    ...[...safely, '-v', 'error', ...raw, '-filter_complex', filters.join(',')],
    ...['-map', '[u]', '-c:a', 'pcm_mulaw', '-ar', String(sampleRate), '-f', 'mulaw', fileIn(work, 'ulaw')],
    ...['-map', '[a]', '-c:a', 'pcm_alaw', '-ar', String(sampleRate), '-f', 'alaw', fileIn(work, 'alaw')],
  ];
  const { code, said } = await runFfmpeg(work.ffmpeg, second, work.signal);
  if (code !== 0) throw new Error(`ffmpeg could not level the samples: ${said.slice(-500)}`);
}

function readMeasured(said: string): string {
  const json = /\{[^{}]*"input_i"[^{}]*\}/.exec(said)?.[0];
  if (json === undefined) throw new Error(`ffmpeg measured nothing: ${said.slice(-500)}`);
  const measured = JSON.parse(json) as Readonly<Record<string, string>>;
  // All of it is gated away: far below what anybody would hear.
  if (!Number.isFinite(Number(measured['input_i']))) throw new SoundRefused('silent', 'there is nothing to hear');
  const { input_i, input_tp, input_lra, input_thresh, target_offset } = measured;
  return `measured_I=${input_i}:measured_TP=${input_tp}:measured_LRA=${input_lra}:measured_thresh=${input_thresh}:offset=${target_offset}`;
}

/** The loudness of the µ-law bytes, EBU R128. */
export async function measureLoudness(work: SoundWork): Promise<number> {
  const raw = ['-f', 'mulaw', '-ar', String(sampleRate), '-ac', '1', '-i', fileIn(work, 'ulaw')];
  const args = [...safely, '-v', 'info', ...raw, '-af', 'ebur128=framelog=verbose', '-f', 'null', '-'];
  const { said } = await runFfmpeg(work.ffmpeg, args, work.signal);
  const found = /Integrated loudness:\s+I:\s+(-?[0-9.]+) LUFS/.exec(said)?.[1];
  if (found === undefined) throw new Error(`ffmpeg measured no loudness: ${said.slice(-500)}`);
  return Number(found);
}
