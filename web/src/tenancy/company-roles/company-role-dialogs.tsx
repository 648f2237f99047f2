import { useInfiniteQuery } from '@tanstack/solid-query';
import type { CompanyRole, CompanyRoleBook } from '@yunhu/api/schemas';
import { For, Show, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { ConfirmDialog, Dialog, DialogActions, Drawer } from '../../ui/dialog.tsx';
import { createForm } from '../../ui/form.ts';
import { ErrorState, FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { Tag } from '../../ui/status.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { companyRoleWords } from './company-role-words.ts';
import { holdersQuery, useDeleteCompanyRole, useResetCompanyRole } from './data.ts';

export function ResetCompanyRoleDialog(props: { role: CompanyRole; onClose: () => void }) {
  const reset = useResetCompanyRole();
  const format = useFormat();
  const role = untrack(() => props.role);
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      title={t('roles.reset.title', companyRoleWords(role))}
      body={t('roles.company.editor.affects', format.count(role.tenants))}
      confirm={t('roles.reset.confirm')}
      look="main"
      busy={reset.isPending}
      error={reset.error}
      onConfirm={() =>
        reset.mutate(role.id, {
          onSuccess: () => {
            toastDone(t('roles.reset.done', companyRoleWords(role)));
            props.onClose();
          },
        })
      }
    />
  );
}

/** The companies that hold it get another one in the same step. */
export function DeleteCompanyRoleDialog(props: { role: CompanyRole; book: CompanyRoleBook; onClose: () => void }) {
  const remove = useDeleteCompanyRole();
  const format = useFormat();
  const role = untrack(() => props.role);
  const isUsed = role.tenants > 0;
  const form = createForm({
    initial: { moveTo: '' },
    validate: ({ moveTo }) => (isUsed && moveTo === '' ? { moveTo: t('roles.remove.moveToMissing') } : {}),
    submit: async ({ moveTo }) => {
      await remove.mutateAsync({ id: role.id, moveTo: moveTo === '' ? undefined : moveTo });
      toastDone(t('roles.remove.done', companyRoleWords(role)));
      props.onClose();
    },
  });
  const options = () =>
    props.book.items
      .filter(({ id, kind }) => id !== role.id && kind === role.kind)
      .map((other) => ({ value: other.id, label: companyRoleWords(other) }));
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('roles.remove.title', companyRoleWords(role))}
      lead={isUsed ? t('roles.company.remove.used', format.count(role.tenants)) : t('roles.company.remove.unused')}
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <Show when={isUsed}>
          <Choice
            label={t('roles.remove.moveTo')}
            name="move-to"
            options={options()}
            value={form.values().moveTo}
            onValue={(value) => form.set('moveTo', value)}
            error={form.error('moveTo')}
          />
        </Show>
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="bad-main" busy={form.submitting()} data-testid="confirm">
            {t('roles.remove.confirm')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Which companies hold it. */
export function HoldersDrawer(props: { role: CompanyRole; onClose: () => void }) {
  const query = useInfiniteQuery(() => holdersQuery(props.role.id));
  const holders = () => dataOf(query)?.pages.flatMap((page) => page.items);
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={t('roles.company.holdersTitle', companyRoleWords(props.role))}
      testId="holders"
    >
      <Show when={!query.isLoadingError} fallback={<ErrorState error={query.error} />}>
        <Show when={holders()} fallback={<Bone class="h-40" />}>
          {(rows) => (
            <ul class="divide-y divide-line">
              <For each={rows()} fallback={<li class="text-s text-ink-2">{t('roles.company.noTenants')}</li>}>
                {(tenant) => (
                  <li class="flex min-h-9 items-center gap-3 py-1.5 text-s">
                    <span class="min-w-0 grow truncate">{tenant.name}</span>
                    <Tag tone={tenant.state === 'enabled' ? 'answered' : 'failed'}>
                      {t(`tenancy.states.${tenant.state}`)}
                    </Tag>
                  </li>
                )}
              </For>
            </ul>
          )}
        </Show>
        <Show when={query.hasNextPage}>
          <Button class="mt-3" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('roles.company.more')}
          </Button>
        </Show>
      </Show>
    </Drawer>
  );
}
