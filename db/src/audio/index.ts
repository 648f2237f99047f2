export { createAudio, type NewAudio } from './create-audio.ts';
export { audio } from './tables.ts';
