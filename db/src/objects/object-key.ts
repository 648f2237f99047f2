/** `tenant/<tenant id>/<what>/<unique name>`, and nothing that a file system could read otherwise. */
const form = /^tenant\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[a-z][a-z-]{0,39}\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Throws for what is no key: keys are made by us, so a wrong one is a fault, not an input. */
export function checkKey(key: string): void {
  if (!form.test(key)) throw new TypeError('not an object key: tenant/<tenant id>/<what>/<unique name>');
}
