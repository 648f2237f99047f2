import type * as zh from '../zh/session.ts';
import type { Words } from '../words.ts';

export const session: Words<typeof zh.session> = {
  title: 'Sign in',
  slogan: 'Every call on record. Every cent accounted for.',
  offers: 'Voice broadcast · Predictive dialing · Resellers at any depth · Prepaid',
  loginName: 'Login name',
  password: 'Password',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  submit: 'Sign in',
  submitting: 'Signing in',
  forgotten: 'Forgot your password? Your seller can reset it.',
  otherLanguage: '中文',
  loginNameMissing: 'Enter your login name',
  passwordMissing: 'Enter your password',
  secondStep: 'Two-step sign-in',
  codeLead: 'Enter the six digits that your authenticator shows.',
  recoveryLead: 'Enter one of the recovery codes that you kept. Each works once.',
  code: 'Code',
  recoveryCode: 'Recovery code',
  codeMissing: 'Enter the code',
  useRecovery: 'No phone at hand? Use a recovery code',
  useCode: 'Use a code',
  otherAccount: 'Use another account',
};
