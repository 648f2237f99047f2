export { openFolderStore } from './folder-store.ts';
export type { ObjectStore, StoredObject } from './object-store.ts';
