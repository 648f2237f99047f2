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
} from './phone-number.ts';
