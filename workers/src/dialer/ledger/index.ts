export { AdmissionBatcher, type AdmissionOptions } from './admission-batcher.ts';
export { ExtensionBatcher } from './extension-batcher.ts';
export { GroupCommit, type GroupCommitOptions } from './group-commit.ts';
export { Settler, type SettlerOptions } from './settler.ts';
