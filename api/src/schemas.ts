// The face for whoever talks to this API over HTTP: every body, query and answer as a zod schema with its type.
export * from './http/schemas.ts';
export * from './tenancy/schemas.ts';
export * from './tenancy/alerts/schemas.ts';
export * from './tenancy/staff/schemas.ts';
export * from './jobs/schemas.ts';
export * from './billing/schemas.ts';
export * from './billing/decks/schemas.ts';
export * from './billing/ledger/schemas.ts';
export * from './billing/payments/schemas.ts';
export * from './billing/prices/schemas.ts';
export * from './billing/prices/quote-schemas.ts';
export * from './billing/wallets/schemas.ts';
export * from './telephony/schemas.ts';
export * from './tasks/schemas.ts';
export * from './calls/schemas.ts';
export * from './calls/limits/schemas.ts';
export * from './reconciliation/schemas.ts';
