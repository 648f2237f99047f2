export { type Page, type PageRequest, writeCursor } from './cursor.ts';
export { DomainError, type DomainErrorCode, type FieldError } from './errors.ts';
