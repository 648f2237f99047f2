export { type CarrierFilePreview, previewCarrierFile } from './preview-carrier-file.ts';
export {
  type CarrierSettings,
  carrierSettings,
  type CarrierSummary,
  carrierSummary,
  maxCarrierFile,
} from './carrier-settings.ts';
export {
  type CarrierFile,
  createCarrierFile,
  deleteCarrierFile,
  type DifferenceKind,
  getCarrierFile,
  listCarrierFiles,
  listDifferences,
  type ListedDifference,
  requestCarrierMatch,
} from './carrier-files.ts';
export { matchCarrierFile } from './match-carrier-file.ts';
