export { parseSecretKeys, type SecretKeys } from './secret-keys.ts';
export { type Resealed, resealSecrets, sealedColumns } from './reseal-secrets.ts';
export { openSecret, sealingKeyOf, sealSecret, type SecretContext, SecretError } from './seal-secret.ts';
