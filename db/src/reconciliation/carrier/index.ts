export { type CarrierColumns, type CarrierField, carrierFields, suggestColumns } from './columns.ts';
export {
  type CarrierSettings,
  carrierSettings,
  type CarrierSummary,
  carrierSummary,
  maxCarrierFile,
} from './carrier-settings.ts';
export { maskForMatching, readCarrierNumber } from './carrier-number.ts';
export {
  type CarrierFile,
  createCarrierFile,
  deleteCarrierFile,
  type DifferenceKind,
  findLastSettings,
  getCarrierFile,
  listCarrierFiles,
  listDifferences,
  type ListedDifference,
  type NewCarrierFile,
  requestCarrierMatch,
} from './carrier-files.ts';
export { type CarrierMatch, matchCarrierFile } from './match-carrier-file.ts';
