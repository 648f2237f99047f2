// Where the record's files are kept, as every process that reads or writes them is told.
import path from 'node:path';
import { z } from 'zod';
import { type FolderOptions, openFolderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';

/** Fields of a process' settings. */
export const objectSettings = {
  /** A folder, shared by all processes; not used where S3_BUCKET is set. */
  OBJECTS_DIR: z
    .string()
    .min(1)
    .default(path.resolve(import.meta.dirname, '../../../.data/objects')),
};

export type ObjectSettings = z.infer<z.ZodObject<typeof objectSettings>>;

/** Opens the store that the settings name. */
export function openObjectStore(settings: ObjectSettings, options: FolderOptions = {}): Promise<ObjectStore> {
  return openFolderStore(settings.OBJECTS_DIR, options);
}
