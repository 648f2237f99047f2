// A folder of sounds as a switch's worker keeps it, with the store behind it.
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ObjectStore, openFolderStore } from '@yunhu/db/objects';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { fixtureSound } from '@yunhu/scripts/fixture/hierarchy';

export interface TestSounds {
  readonly audioDir: string;
  readonly objects: ObjectStore;
  remove(): Promise<void>;
}

/** Makes both in a folder of their own, with the sound of a test's hierarchy lying ready. */
export async function openSounds(audioSha256: string, audioMs?: number): Promise<TestSounds> {
  const audioDir = makeTemporaryFolder('yunhu-sounds');
  await writeFile(path.join(audioDir, `${audioSha256}.ulaw`), fixtureSound(audioMs));
  return {
    audioDir,
    objects: await openFolderStore(path.join(audioDir, 'objects')),
    remove: () => rm(audioDir, { recursive: true, force: true }),
  };
}
