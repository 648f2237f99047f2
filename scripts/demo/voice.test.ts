import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { convertVoice, makeChime } from './voice.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'yunhu-voice-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A WAV file of so many milliseconds of a 440 Hz tone, 16 kHz stereo. */
function writeWav(ms: number): string {
  const frames = (16_000 * ms) / 1000;
  const bytes = Buffer.alloc(44 + frames * 4);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + frames * 4, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(16_000, 24);
  bytes.writeUInt32LE(64_000, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(frames * 4, 40);
  for (let i = 0; i < frames; i++) {
    const level = Math.round(8000 * Math.sin((2 * Math.PI * 440 * i) / 16_000));
    bytes.writeInt16LE(level, 44 + i * 4);
    bytes.writeInt16LE(level, 46 + i * 4);
  }
  const file = path.join(folder, 'tone.wav');
  writeFileSync(file, bytes);
  return file;
}

describe('convertVoice', () => {
  it('makes 8 kHz mono ulaw of a stereo file, as long as it was', async () => {
    const voice = await convertVoice(writeWav(1500));
    expect(voice.bytes.length / 8).toBeGreaterThan(1480);
    expect(voice.bytes.length / 8).toBeLessThan(1520);
    expect(voice.durationMs).toBe(Math.round(voice.bytes.length / 8));
  });

  it.each([
    ['junk', Buffer.from('this is no sound\n'.repeat(100))],
    ['an empty file', Buffer.alloc(0)],
    ['a playlist that points elsewhere', Buffer.from('#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/x.ts\n')],
  ])('refuses %s in a sentence', async (_what, bytes) => {
    const file = path.join(folder, 'voice.mp3');
    writeFileSync(file, bytes);
    await expect(convertVoice(file)).rejects.toThrow(/could not be read as sound|holds no sound/);
  });

  it('says which file is missing', async () => {
    await expect(convertVoice(path.join(folder, 'none.wav'))).rejects.toThrow(/there is no sound file/);
  });
});

it('the chime is three seconds of sound whose hash is of its bytes', () => {
  const chime = makeChime();
  expect(chime.durationMs).toBe(3000);
  expect(new Set(chime.bytes).size).toBeGreaterThan(50);
  expect(makeChime().sha256).toBe(chime.sha256);
});
