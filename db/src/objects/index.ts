export { copyObjects } from './copy-objects.ts';
export { dispositionOf } from './disposition.ts';
export { type FolderOptions, openFolderStore } from './folder-store.ts';
export type {
  DownloadOptions,
  LinkedObject,
  ObjectContent,
  ObjectFacts,
  ObjectLinks,
  ObjectStore,
  StoredObject,
  UploadRequest,
} from './object-store.ts';
export { findNamedKeys } from './orphans/find-named-keys.ts';
export { forgetUploads } from './orphans/forget-uploads.ts';
export {
  type ObjectSettings,
  objectSettings,
  openObjectStore,
  parseObjectSettings,
  readS3Settings,
} from './settings.ts';
export { uploadPurposes, uploads } from './tables.ts';
export {
  beginUpload,
  begunUploads,
  maxUploadBytes,
  openUploads,
  type NewUpload,
  type UploadPurpose,
  uploadAddressMinutes,
} from './uploads/begin-upload.ts';
export { cancelUpload } from './uploads/cancel-upload.ts';
export { type SealedUpload, sealUpload } from './uploads/seal-upload.ts';
export { type TakenUpload, takeUpload } from './uploads/take-upload.ts';
