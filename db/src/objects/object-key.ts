/** `tenant/<tenant id>/<what>/<unique name>`, and nothing that a file system could read otherwise. */
const tenant = String.raw`tenant\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`;
const what = String.raw`[a-z][a-z-]{0,39}`;
const form = new RegExp(String.raw`^${tenant}\/${what}\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`);
const prefixForm = new RegExp(String.raw`^tenant\/$|^${tenant}\/(?:${what}\/)?$`);

/** Throws for what is no key: keys are made by us, so a wrong one is a fault, not an input. */
export function checkKey(key: string): void {
  if (!isKey(key)) throw new TypeError('not an object key: tenant/<tenant id>/<what>/<unique name>');
}

export function isKey(key: string): boolean {
  return form.test(key);
}

/** Throws for what is not the whole first steps of a key: `tenant/`, one tenant's, or one kind of thing of a tenant's. */
export function checkPrefix(prefix: string): void {
  if (!prefixForm.test(prefix)) throw new TypeError('not a prefix of object keys: tenant/[<tenant id>/[<what>/]]');
}

/** Of an object whose type nobody said. */
export const defaultContentType = 'application/octet-stream';
