export type { ObjectStore, StoredObject } from './object-store.ts';
