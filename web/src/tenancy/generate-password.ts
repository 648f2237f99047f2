const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const length = 14;

/** A password without letters that look alike. Bytes above the last whole multiple are thrown away: no letter is likelier. */
export function generatePassword(): string {
  const fair = 256 - (256 % letters.length);
  let password = '';
  while (password.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < fair && password.length < length) password += letters[byte % letters.length];
    }
  }
  return password;
}
