export {
  type E164,
  type NumberKind,
  type NumberRejection,
  type ParsedNumber,
  type PhoneNumberResult,
  type Region,
  asE164,
  homeRegion,
  numberRejections,
  parsePhoneNumber,
} from '../numbers/index.ts';
export {
  type CarrierNumberFormat,
  type CarrierNumberOptions,
  carrierNumberFormats,
  displayGroups,
  formatNational,
  maskNumber,
  toCarrierFormat,
} from './format-number.ts';
export { type NumberOrigin, originOf } from './number-origin.ts';
