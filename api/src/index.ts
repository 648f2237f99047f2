export { type AppOptions, createApp } from './app.ts';
export { type PaymentSettings, readPaymentSettings } from './billing/payments/payment-settings.ts';
export { type Swept, sweepPayments } from './billing/payments/sweep-payments.ts';
export { keepFile } from './callerids/documents/bring-document.ts';
export { type Env, readEnv } from './env.ts';
export { createLog } from './http/log.ts';
export { hashPassword } from './http/passwords.ts';
export { type RunningApi, serveApi } from './serve.ts';
