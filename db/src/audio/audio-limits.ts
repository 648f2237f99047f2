import { maxUploadBytes } from '../objects/index.ts';

/** Of one upload. Ten minutes of uncompressed speech at 44.1 kHz in one channel are 53 MB in 16 bits; recordings are far below. */
export const maxAudioBytes = maxUploadBytes.audio;
/** Of what is heard, counted in decoded samples. */
export const maxAudioMs = 10 * 60 * 1000;
/** Below this nothing can be understood, and a play would only click. */
export const minAudioMs = 300;
/** Of a tenant, deleted ones left out. */
export const maxAudioOfTenant = 1000;
