// Real files through the real ffmpeg: what comes out is measured, and what must not go in is refused.
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { convertSound, durationOf } from './convert-sound.ts';
import { makeSound, measure, speech } from './make-sounds.ts';
import { SoundRefused } from './refuse-sound.ts';

const limits = { leastMs: 300, mostMs: 600_000 };
const patient = { timeout: 60_000 };
const convert = (file: Buffer, more: Partial<typeof limits> = {}) => convertSound(file, { ...limits, ...more });
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function refusalOf(file: Buffer, more: Partial<typeof limits> = {}): Promise<string> {
  const refused = await convert(file, more).then(
    () => 'taken',
    (error: unknown) => error,
  );
  return refused instanceof SoundRefused ? refused.code : String(refused);
}

describe('what people bring', () => {
  test.each([
    ['wav', []],
    ['mp3', ['-c:a', 'libmp3lame']],
    ['m4a', ['-c:a', 'aac']],
    ['ogg', ['-c:a', 'libvorbis']],
    ['ogg', ['-c:a', 'libopus']],
    ['webm', ['-c:a', 'libopus']],
  ])(
    '%s %j becomes 8 kHz mono of both laws, as long as it was, with a preview and a waveform',
    patient,
    async (ending, codec) => {
      const made = await convert(await makeSound(ending, [...speech(2), ...codec]));
      expect(made.durationMs).toBeGreaterThan(1980);
      expect(made.durationMs).toBeLessThan(2060);
      expect(durationOf(made.ulaw)).toBe(made.durationMs);
      expect(made.alaw.length).toBe(made.ulaw.length);
      expect(hashOf(made.alaw)).not.toBe(hashOf(made.ulaw));
      expect(made.previewType).toBe('audio/mpeg');
      expect(made.preview.length).toBeGreaterThan(1000);
      expect(Buffer.from(made.peaks, 'base64').length).toBe(1600);
    },
  );

  test.each([
    ['whispered', 0.02],
    ['spoken', 0.3],
    ['shouted', 1.6],
  ])('what is %s comes out as loud as everything else, with its peaks held', patient, async (_how, volume) => {
    const made = await convert(await makeSound('wav', speech(4, volume)));
    expect(made.loudnessLufs).toBeGreaterThan(-20.5);
    expect(made.loudnessLufs).toBeLessThan(-17.5);
    const said = await measure(made.ulaw, 'ebur128=peak=true:framelog=verbose');
    expect(Number(/Peak:\s+(-?[0-9.]+) dBFS/.exec(said)?.[1])).toBeLessThanOrEqual(-3);
  });

  test('the same file always becomes the same bytes', patient, async () => {
    const file = await makeSound('mp3', speech(2));
    const [one, other] = [await convert(file), await convert(file)];
    expect(hashOf(one.ulaw)).toBe(hashOf(other.ulaw));
    expect(hashOf(one.preview)).toBe(hashOf(other.preview));
  });

  test('hum below what a telephone carries is taken out', patient, async () => {
    const hum = ['-f', 'lavfi', '-i', 'aevalsrc=0.2*sin(2*PI*50*t)+0.05*sin(2*PI*1000*t):d=3:s=16000'];
    const made = await convert(await makeSound('wav', hum));
    const levelAt = async (hertz: number): Promise<number> => {
      const said = await measure(made.ulaw, `bandpass=f=${hertz}:width_type=h:w=20,volumedetect`);
      return Number(/mean_volume: (-?[0-9.]+) dB/.exec(said)?.[1]);
    };
    expect((await levelAt(1000)) - (await levelAt(50))).toBeGreaterThan(0);
  });

  test('an mp3 with a picture of its cover is sound', patient, async () => {
    const cover = ['-f', 'lavfi', '-i', 'color=red:s=32x32:d=0.04', '-frames:v', '1', '-map', '0:a', '-map', '1:v'];
    const file = await makeSound('mp3', [...speech(1), ...cover, '-c:v', 'mjpeg', '-disposition:v', 'attached_pic']);
    expect((await convert(file)).durationMs).toBeGreaterThan(950);
  });

  test('the waveform shows where it is loud', patient, async () => {
    const quietThenLoud = 'aevalsrc=if(lt(t\\,2)\\,0.05\\,0.8)*sin(2*PI*400*t):d=4:s=16000';
    const made = await convert(await makeSound('wav', ['-f', 'lavfi', '-i', quietThenLoud]));
    const peaks = new Int8Array(Buffer.from(made.peaks, 'base64'));
    expect(peaks[2 * 200 + 1]).toBeLessThan((peaks[2 * 600 + 1] ?? 0) / 3);
    expect(peaks[2 * 600]).toBeLessThan(0);
  });

  test('nothing of a conversion is left behind, whether it went well or not', patient, async () => {
    const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('yunhu-sound-'));
    const before = await left();
    await convert(await makeSound('wav', speech(1)));
    await refusalOf(await makeSound('wav', speech(2)), { mostMs: 1000 });
    expect(await left()).toEqual(before);
  });
});

describe('what is refused', () => {
  test('silence, next to nothing, and more than is permitted', patient, async () => {
    expect(await refusalOf(await makeSound('wav', ['-f', 'lavfi', '-i', 'anullsrc=r=16000:d=2']))).toBe('silent');
    expect(await refusalOf(await makeSound('wav', speech(2, 0.001)))).toBe('silent');
    expect(await refusalOf(await makeSound('wav', speech(0.1)))).toBe('too_short');
    expect(await refusalOf(await makeSound('mp3', speech(3)), { mostMs: 2500 })).toBe('too_long');
    expect(await refusalOf(Buffer.alloc(0))).toBe('empty');
    expect(await refusalOf(wavOf(Buffer.alloc(0)))).toBe('empty');
  });

  test('what is no sound file, whatever it is called', async () => {
    const zip = Buffer.concat([Buffer.from('PK\x03\x04'), deflateRawSync(Buffer.alloc(10_000_000))]);
    const others = {
      playlist: '#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/x.ts\n',
      'another playlist': "ffconcat version 1.0\nfile '/etc/passwd'\n",
      'a pdf': '%PDF-1.7\n',
      'a page': '<!doctype html><script>alert(1)</script>',
      'a program': '\x7fELF\x02\x01\x01',
      'a picture': '\xff\xd8\xff\xe0\x00\x10JFIF',
      noise: 'this is no sound\n'.repeat(100),
    };
    expect(await refusalOf(zip)).toBe('unsupported_format');
    for (const [what, content] of Object.entries(others)) {
      expect([what, await refusalOf(Buffer.from(content, 'latin1'))]).toEqual([what, 'unsupported_format']);
    }
    // What looks like the first frame of an mp3 and is followed by nothing of the kind.
    expect(await refusalOf(Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(50_000, 0x41)]))).toBe(
      'unsupported_format',
    );
  });

  test('videos, in every container that could carry one', patient, async () => {
    const picture = ['-f', 'lavfi', '-i', 'testsrc=s=64x64:d=1', '-map', '0:a', '-map', '1:v', '-shortest'];
    const videos = {
      mp4: ['-c:v', 'mpeg4', '-c:a', 'aac'],
      webm: ['-c:v', 'libvpx', '-c:a', 'libopus'],
      ogg: ['-c:v', 'libtheora', '-c:a', 'libvorbis'],
      avi: ['-c:v', 'mpeg4', '-c:a', 'pcm_s16le'],
    };
    for (const [ending, codecs] of Object.entries(videos)) {
      const file = await makeSound(ending, [...speech(1), ...picture, ...codecs]);
      expect([ending, await refusalOf(file)]).toEqual([ending, 'has_video']);
    }
  });

  test.each(['wav', 'm4a', 'ogg', 'mp3'])('a %s that was cut off', patient, async (ending) => {
    const whole = await makeSound(ending, speech(2));
    for (const share of [0.3, 0.6, 0.95]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share) + 5);
      expect([ending, share, await refusalOf(cut)]).toEqual([ending, share, 'damaged']);
    }
  });

  test.each(['wav', 'm4a', 'ogg', 'mp3', 'webm'])('a %s that is something else as well', patient, async (ending) => {
    const whole = await makeSound(ending, ending === 'webm' ? [...speech(1), '-c:a', 'libopus'] : speech(1));
    for (const passenger of ['PK\x03\x04 a zip behind it', '<script>alert(1)</script>', '%PDF-1.7 and a document']) {
      const both = Buffer.concat([whole, Buffer.from(passenger)]);
      expect(['foreign_content', 'damaged']).toContain(await refusalOf(both));
    }
    expect(await refusalOf(whole)).toBe('taken');
  });

  test('a head that lies about the length is not believed', patient, async () => {
    const file = await makeSound('mp3', speech(2));
    const xing = file.indexOf('Info') === -1 ? file.indexOf('Xing') : file.indexOf('Info');
    expect(xing).toBeGreaterThan(0);
    // Frames and bytes of the whole, as the head says them: a day of sound.
    file.writeUInt32BE(3_300_000, xing + 8);
    file.writeUInt32BE(0x7f_ff_ff_ff, xing + 12);
    expect((await convert(file)).durationMs).toBeLessThan(2200);
    // And one that is longer than it says.
    file.writeUInt32BE(1, xing + 8);
    expect(await refusalOf(file, { mostMs: 1500 })).toBe('too_long');
  });

  test('a short file that would be long', patient, async () => {
    // Minutes of silence are a few kilobytes of Opus.
    const long = [
      '-f',
      'lavfi',
      '-i',
      'anullsrc=r=8000:cl=mono:d=120',
      '-c:a',
      'libopus',
      '-b:a',
      '6k',
      '-frame_duration',
      '60',
    ];
    const file = await makeSound('ogg', long);
    expect(file.length).toBeLessThan(100_000);
    expect(await refusalOf(file, { mostMs: 60_000 })).toBe('too_long');
  });

  test('a WAV whose sound is said to be AMR, a codec that no container of ours carries', patient, async () => {
    const odd = wavOf(Buffer.alloc(16_000, 1), 0x0057);
    expect(['unreadable', 'silent', 'empty']).toContain(await refusalOf(odd));
  });

  test('a conversion ends when it is told to', patient, async () => {
    const file = await makeSound('wav', speech(60));
    const abort = new AbortController();
    const converting = convertSound(file, { ...limits, signal: abort.signal });
    abort.abort(new Error('told to'));
    await expect(converting).rejects.toThrow('told to');
  });
});

function wavOf(data: Buffer, format = 1): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(format, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
