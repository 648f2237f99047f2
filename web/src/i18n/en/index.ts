import type { Words } from '../words.ts';
import type { zh } from '../zh/index.ts';
import { account } from './account.ts';
import { alerts } from './alerts.ts';
import { approval } from './approval.ts';
import { approvals } from './approvals.ts';
import { audit } from './audit.ts';
import { audio } from './audio.ts';
import { billing } from './billing.ts';
import { books } from './books.ts';
import { branding } from './branding.ts';
import { customerTelephony } from './customer-telephony.ts';
import { callerIds } from './caller-ids.ts';
import { decks } from './decks.ts';
import { hierarchy } from './hierarchy.ts';
import { jobs } from './jobs.ts';
import { limits } from './limits.ts';
import { prices } from './prices.ts';
import { menus } from './menus.ts';
import { organisation } from './organisation.ts';
import { payments } from './payments.ts';
import { reconciliation } from './reconciliation.ts';
import { roles } from './roles.ts';
import { reference } from './reference.ts';
import { session } from './session.ts';
import { staff } from './staff.ts';
import { support } from './support.ts';
import { problems, shell, ui } from './shell.ts';
import { taskForm } from './task-form.ts';
import { taskLive } from './task-live.ts';
import { tasks } from './tasks.ts';
import { tenancy } from './tenancy.ts';
import { wallets } from './wallets.ts';

export const en: Words<typeof zh> = {
  account,
  alerts,
  approval,
  approvals,
  audit,
  support,
  customerTelephony,
  audio,
  jobs,
  shell,
  ui,
  problems,
  session,
  tenancy,
  hierarchy,
  billing,
  books,
  branding,
  callerIds,
  decks,
  prices,
  tasks,
  taskForm,
  taskLive,
  reconciliation,
  payments,
  wallets,
  staff,
  roles,
  limits,
  menus,
  organisation,
  reference,
};
