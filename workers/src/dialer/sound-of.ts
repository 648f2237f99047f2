import path from 'node:path';
import type { TaskAudio } from '@yunhu/db/tasks';
import type { Sound } from '../switch/index.ts';
import type { Call } from './call.ts';

/** Where the approved bytes lie, named by their hash. */
export function soundsIn(audioDir: string): (call: Call, kind: 'voice' | 'ringback') => Sound | undefined {
  const folder = path.resolve(audioDir);
  return (call, kind) => {
    const { audio, queue } = call.run.task;
    const chosen: TaskAudio | undefined = kind === 'voice' ? audio : queue?.ringback;
    return chosen && { ...chosen, path: path.join(folder, `${chosen.sha256}.ulaw`) };
  };
}
