// Sounds for tests of audio, as people bring them; and a customer's audio in any state.
import { audioDetail } from '@yunhu/api/schemas';
import type { z } from 'zod';
import type { TestClient } from './api.ts';
import { eventually } from './eventually.ts';
import { uploadAs } from './uploads.ts';

/** A WAV file of a tone that swells, 16 kHz and 16 bits. */
export function toneWav(seconds: number, hertz = 440): Buffer {
  const rate = 16_000;
  const samples = Math.round(seconds * rate);
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++) {
    const swell = 0.3 + 0.7 * Math.abs(Math.sin((Math.PI * 1.5 * i) / rate));
    file.writeInt16LE(Math.round(12_000 * swell * Math.sin((2 * Math.PI * hertz * i) / rate)), 44 + i * 2);
  }
  return file;
}

export type AudioAnswer = z.infer<typeof audioDetail>;

/** Brings a file and makes audio of it; a jobs process converts it meanwhile. */
export async function bringAudio(
  client: TestClient,
  { name = 'Greeting', kind = 'outbound', file = toneWav(1), fileName = 'greeting.wav' } = {},
): Promise<AudioAnswer> {
  const uploadId = await uploadAs(client, 'audio', file, fileName);
  return (await client.post('/v1/audio', { name, kind, uploadId })).as(audioDetail);
}

/** Waits for the end of its conversion. */
export async function convertedAudio(client: TestClient, id: string): Promise<AudioAnswer> {
  return eventually(
    async () => (await client.get(`/v1/audio/${id}`)).as(audioDetail),
    ({ state }) => state !== 'converting',
  );
}
