export { DomainError, type DomainErrorCode, type FieldError } from './errors.ts';
