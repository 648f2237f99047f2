import { DomainError } from '../../errors.ts';

/** A picture that is not taken, with why: on the field `logo`. */
export function refusedPicture(code: string, message: string): DomainError {
  return new DomainError('invalid_input', message, [{ field: 'logo', code, message }]);
}
