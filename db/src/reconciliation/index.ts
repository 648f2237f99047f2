export { type InvariantResult, type Invariant, invariants } from './proof-check.ts';
export { type LedgerProof, type ProofOptions, proveLedger } from './prove-ledger.ts';
export { keepProof } from './keep-proof.ts';
export { getProofState, type KeptProof, listProofs } from './list-proofs.ts';
export { type LabelledFigure, type PlatformFigures, readPlatformFigures } from './platform-figures.ts';
export * from './carrier/index.ts';
export {
  carrierDifferences,
  carrierFiles,
  differenceKinds,
  ledgerCheckpoints,
  ledgerProofs,
  proofModes,
} from './tables.ts';
