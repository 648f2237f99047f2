import { billing } from './billing.ts';
import { reconciliation } from './reconciliation.ts';
import { session } from './session.ts';
import { problems, shell, ui } from './shell.ts';
import { taskForm } from './task-form.ts';
import { taskLive } from './task-live.ts';
import { tasks } from './tasks.ts';
import { tenancy } from './tenancy.ts';

export const zh = { shell, ui, problems, session, tenancy, billing, tasks, taskForm, taskLive, reconciliation };
