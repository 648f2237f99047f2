export { parseSecretKeys, type SecretKeys } from './secret-keys.ts';
export { openSecret, sealingKeyOf, sealSecret, type SecretContext, SecretError } from './seal-secret.ts';
