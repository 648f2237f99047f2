import { maxAudioBytes } from '@yunhu/db/audio';
import { maxDeckBytes } from '@yunhu/db/billing';
import { maxUploadBytes } from '@yunhu/db/objects';
import { expect, test } from 'vitest';
import { audioLimits } from '../audio/schemas.ts';
import { maxDeckBytes as deckBytesOfApi } from '../billing/decks/schemas.ts';
import { documentLimits } from '../callerids/documents/inspection-types.ts';
import { maxUploadBytes as bytesOfApi } from './schemas.ts';

test('pages, API and record let the same files in', () => {
  expect(bytesOfApi).toEqual(maxUploadBytes);
  expect(audioLimits.bytes).toBe(maxAudioBytes);
  expect(documentLimits.bytes).toBe(maxUploadBytes['caller-id-document']);
  expect(deckBytesOfApi).toBe(maxDeckBytes);
});
