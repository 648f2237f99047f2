export { type ConvertedSound, type ConvertOptions, convertSound, durationOf, sha256Of } from './convert-sound.ts';
export { waveformOf, wavOf } from './waveform.ts';
export { type SoundRefusal, soundRefusals, SoundRefused } from './refuse-sound.ts';
