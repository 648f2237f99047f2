// An M4A may say that its sound stands in another file (ISO/IEC 14496-12, 8.7.2). Whoever could have ours opened would hear it.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertSound } from './convert-sound.ts';
import { readSoundSettings } from './env.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { makeSound, speech } from './make-sounds.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'yunhu-outside-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const box = (type: string, ...content: Buffer[]) => {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

/** A record of a file by its path, as QuickTime writes them; `volume` stands before the colon of each path. */
function alias(file: string, volume = 'disk'): Buffer {
  const record = Buffer.alloc(154);
  record.writeUInt8(volume.length, 4 + 10);
  record.write(volume, 4 + 11, 'latin1');
  const name = Buffer.from(volume + file.replaceAll('/', ':'));
  const padded = name.length % 2 === 0 ? name : Buffer.concat([name, Buffer.alloc(1)]);
  const entry = Buffer.alloc(4);
  entry.writeUInt16BE(2, 0);
  entry.writeUInt16BE(name.length, 2);
  return box('alis', record, entry, padded, Buffer.from('ffff0000', 'hex'));
}

const holders = new Set(['moov', 'trak', 'mdia', 'minf', 'dinf']);

/** The same file with the outside one as the place of its sound, and silence where its own was. */
function pointOutside(file: Buffer, outside: string): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const content = file.subarray(at + 8, at + length);
    if (holders.has(type)) parts.push(box(type, pointOutside(content, outside)));
    else if (type === 'dref') parts.push(box(type, content.subarray(0, 8), alias(outside)));
    else parts.push(box(type, type === 'mdat' ? Buffer.alloc(content.length) : content));
    at += length;
  }
  return Buffer.concat(parts);
}

test(
  'an M4A that names a file of ours as its sound is refused, though its reference is good',
  { timeout: 60_000 },
  async () => {
    const fileOf = (name: string) => path.join(folder, name);
    const [ours, theirs, heard] = [fileOf('ours.m4a'), fileOf('theirs.m4a'), fileOf('heard')] as const;
    const sound = await makeSound('m4a', [...speech(2), '-c:a', 'aac']);
    const pointing = pointOutside(sound, ours);
    await writeFile(ours, sound);
    await writeFile(theirs, pointing);
    // Who is told to follow references hears the other file.
    const follow = ['-enable_drefs', '1', '-use_absolute_path', '1', '-i', theirs, '-f', 's16le', heard];
    const { said } = await runFfmpeg(await findFfmpeg(readSoundSettings()), ['-nostdin', '-y', ...follow]);
    expect(said).toContain('absolute path');
    expect((await stat(heard)).size).toBeGreaterThan(60_000);
    const limits = { leastMs: 300, mostMs: 600_000 };
    await expect(convertSound(pointing, limits)).rejects.toMatchObject({ name: 'SoundRefused' });
    await expect(convertSound(sound, limits)).resolves.toMatchObject({ previewType: 'audio/mpeg' });
  },
);
