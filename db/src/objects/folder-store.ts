// Objects as files below one folder: the default of a single machine.
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { systemClock } from '../time/index.ts';
import { deleteFile, getFile, headFile, placesIn, putFile } from './folder-files.ts';
import { folderLinks, type LinkOptions } from './folder-links.ts';
import { clearFolder, listFolder } from './folder-walk.ts';
import { checkKey, checkPrefix } from './object-key.ts';
import { maxListed, type ObjectStore } from './object-store.ts';

/** Without a signing key one is made up: addresses then end with the process. */
export type FolderOptions = Partial<LinkOptions>;

/** What is still aside after this long was left by a process that died. Milliseconds. */
const asideLimitMs = 24 * 60 * 60 * 1000;

/** Opens the store of a folder, made where it is missing; several processes may share it. Clears what killed ones left behind. */
export async function openFolderStore(folder: string, options: FolderOptions = {}): Promise<ObjectStore> {
  const { signingKeys = [randomBytes(32)], clock = systemClock, linkPath = '/v1/objects/' } = options;
  const places = placesIn(folder);
  for (const inner of [places.aside, places.spent]) await mkdir(inner, { recursive: true, mode: 0o700 });
  const clearUnfinished = async (before: Date): Promise<number> => {
    const [unfinished] = await Promise.all([clearFolder(places.aside, before), clearFolder(places.spent, before)]);
    return unfinished;
  };
  await clearUnfinished(new Date(Date.now() - asideLimitMs));
  return {
    put: (key, content, given) => putFile(places, { key, content }, given),
    get: (key) => getFile(places, key),
    head: (key) => headFile(places, key),
    delete: (key) => deleteFile(places, key),
    list: async (prefix, { after, limit = maxListed } = {}) => {
      checkPrefix(prefix);
      if (after !== undefined) checkKey(after);
      return listFolder(places.root, { prefix, after, limit: Math.min(limit, maxListed) });
    },
    clearUnfinished,
    ...folderLinks(places, { signingKeys, clock, linkPath }),
  };
}
