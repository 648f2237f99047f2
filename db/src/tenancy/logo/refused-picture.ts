import { type DomainError, invalidField } from '../../errors.ts';

/** A picture that is not taken, with why: on the field `logo`. */
export function refusedPicture(code: string, message: string): DomainError {
  return invalidField('logo', code, message);
}
