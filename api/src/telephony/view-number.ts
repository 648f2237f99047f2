import { asE164, displayGroups } from '@yunhu/db/contacts';

/** A stored number in the groups people read; as it stands where no country's plan knows its length. */
export function viewNumber(number: string): string {
  try {
    return displayGroups(asE164(number));
  } catch {
    return number;
  }
}
