/**
 * Keys that a secret would stand under. No audit entry may have one, at any depth: `recordAudit` refuses it, and so does a check of the
 * table (`audit_names_no_secret`, the same expression). A flag about a secret has another name: `mustChangePassword`.
 */
export const secretKeys =
  /^((new|current|old|initial)?[_-]?(password|passphrase|passwd)([_-]?hash)?|ha1|secret|(totp|client|session|webhook|signing)[_-]?secret|(totp[_-]?)?seed|recovery[_-]?codes?|((access|refresh|session|api|bearer)[_-]?)?token|(session[_-]?)?cookie|authorization|(api|private|secret)[_-]?key|credentials?|pin)$/i;

/** The first key of a secret in a value, at any depth; undefined where there is none. */
export function findSecretKey(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return value.map(findSecretKey).find((key) => key !== undefined);
  for (const [key, inner] of Object.entries(value)) {
    if (secretKeys.test(key)) return key;
    const deeper = findSecretKey(inner);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}
