export { SoundDesk } from './sound-desk.ts';
export { SoundFolder } from './sound-folder.ts';
