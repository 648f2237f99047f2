import { useQuery, useQueryClient } from '@tanstack/solid-query';
import type { ListReport, ListSummary } from '@yunhu/api/schemas';
import X from 'lucide-solid/icons/x';
import { For, Match, Show, Switch } from 'solid-js';
import { t, tMaybe } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { FormProblem } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { type Tone, toneFill } from '../ui/status.tsx';
import { listsQuery } from './data.ts';
import { ListDrop } from './list-drop.tsx';
import { type Upload, cancelUpload, dismissUpload, startUpload, uploadOf } from './list-uploads.ts';

const parts = [
  ['accepted', 'answered'],
  ['duplicates', 'noanswer'],
  ['invalid', 'failed'],
  ['overLimit', 'busy'],
] as const satisfies readonly (readonly [keyof ListSummary, Tone])[];

function Meter(props: { value: number }) {
  return (
    <span class="block h-1.5 overflow-hidden rounded-full bg-line">
      <i
        class="block h-full bg-accent transition-[width] duration-150"
        style={{ width: `${Math.round(props.value * 100)}%` }}
      />
    </span>
  );
}

function Sending(props: { taskId: string; upload: Extract<Upload, { state: 'sending' | 'reading' }> }) {
  const share = () => (props.upload.state === 'sending' ? props.upload.share : 1);
  return (
    <div class="grid gap-2.5 p-4" role="status" data-testid="upload-progress">
      <div class="flex items-center gap-3 text-s">
        <span class="min-w-0 grow truncate">
          {props.upload.state === 'sending'
            ? t('taskForm.upload.uploading', props.upload.fileName)
            : t('taskForm.upload.reading')}
        </span>
        <span class="code text-ink-2">{Math.round(share() * 100)}%</span>
        <Button size="s" onClick={() => cancelUpload(props.taskId)}>
          {t('taskForm.upload.cancel')}
        </Button>
      </div>
      <Meter value={share()} />
    </div>
  );
}

/** What happened to every line of one list: the bar, the counts, the reasons. */
function Lines(props: { list: ListSummary }) {
  const format = useFormat();
  const reasons = () => Object.entries(props.list.invalidReasons).sort(([, left], [, right]) => right - left);
  return (
    <div class="grid gap-2">
      <div class="flex items-baseline gap-3 text-s">
        <span class="min-w-0 truncate font-medium">{props.list.fileName || t('taskForm.upload.unnamed')}</span>
        <span class="ml-auto text-xs whitespace-nowrap text-ink-3 tabular">
          {t('taskForm.upload.lines', format.count(props.list.lines))} · {format.shortDateTime(props.list.createdAt)}
        </span>
      </div>
      <span class="flex h-2 gap-px overflow-hidden rounded-[3px] bg-queued" aria-hidden="true">
        <For each={parts}>
          {([key, tone]) => (
            <Show when={props.list[key] > 0}>
              <i class={`block min-w-[2px] basis-0 ${toneFill[tone]}`} style={{ 'flex-grow': props.list[key] }} />
            </Show>
          )}
        </For>
      </span>
      <ul class="flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-ink-2">
        <For each={parts}>
          {([key, tone]) => (
            <li class="inline-flex items-center gap-1.5">
              <i class={`size-2 rounded-[2px] ${toneFill[tone]}`} aria-hidden="true" />
              {t(`taskForm.upload.${key}`)}
              <b class="font-medium text-ink tabular" data-testid={`list-${key}`}>
                {format.count(props.list[key])}
              </b>
            </li>
          )}
        </For>
        <Show when={props.list.blackListed > 0}>
          <li>
            {t('taskForm.upload.blackListed')}{' '}
            <b class="font-medium text-ink tabular">{format.count(props.list.blackListed)}</b>
          </li>
        </Show>
      </ul>
      <Show when={reasons().length > 0}>
        <p class="text-xs text-ink-3">
          {reasons()
            .map(([reason, count]) => `${tMaybe('taskForm.upload.reasons', reason, reason)} ${format.count(count)}`)
            .join(' · ')}
        </p>
      </Show>
    </div>
  );
}

function Rejects(props: { report: ListReport }) {
  const format = useFormat();
  return (
    <details class="rounded-s border border-line" open={props.report.rejects.length <= 12}>
      <summary class="cursor-pointer px-3 py-2 text-xs text-ink-2">
        {t('taskForm.upload.rejects', format.count(props.report.rejects.length))}
      </summary>
      <div class="max-h-52 overflow-y-auto border-t border-line">
        <table class="w-full text-xs">
          <thead>
            <tr class="text-ink-3">
              <th class="num h-7 px-3 font-medium whitespace-nowrap">{t('taskForm.upload.line')}</th>
              <th class="h-7 px-3 text-left font-medium">{t('taskForm.upload.reason')}</th>
              <th class="h-7 w-full px-3 text-left font-medium">{t('taskForm.upload.text')}</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.report.rejects}>
              {(reject) => (
                <tr class="border-t border-line">
                  <td class="code num h-7 px-3 text-ink-3">{format.count(reject.line)}</td>
                  <td class="h-7 px-3 whitespace-nowrap">
                    {tMaybe('taskForm.upload.reasons', reject.reason, reject.reason)}
                  </td>
                  <td class="h-7 max-w-40 truncate px-3 font-mono text-ink-2">{reject.text}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Report(props: { taskId: string; report: ListReport }) {
  return (
    <div class="relative grid gap-3 bg-sunken p-4 pr-12" role="status" data-testid="list-report">
      <Lines list={props.report} />
      <Show when={props.report.rejects.length > 0}>
        <Rejects report={props.report} />
      </Show>
      <button
        type="button"
        class="absolute top-3 right-3 grid size-7 place-items-center rounded-s text-ink-3 hover:bg-line hover:text-ink"
        aria-label={t('shell.close')}
        onClick={() => dismissUpload(props.taskId)}
      >
        <X class="size-4" aria-hidden="true" />
      </button>
    </div>
  );
}

/** The lists of a task: what is on its way, what became of each line, and a place to drop the next. */
export function ListCard(props: { taskId: string; open: boolean }) {
  const client = useQueryClient();
  const query = useQuery(() => listsQuery(props.taskId));
  const may = usePermission();
  const upload = () => uploadOf(props.taskId);
  const of = <S extends Upload['state']>(...states: readonly S[]) => {
    const current = upload();
    return current !== undefined && states.some((state) => state === current.state)
      ? (current as Extract<Upload, { state: S }>)
      : undefined;
  };
  const reported = () => of('done')?.report.id;
  const lists = () => (dataOf(query)?.items ?? []).filter((list) => list.id !== reported());
  const isBusy = () => of('sending', 'reading') !== undefined;
  return (
    <Card label={t('taskForm.upload.title')}>
      <CardHead title={t('taskForm.upload.title')} />
      <Switch>
        <Match when={of('sending', 'reading')}>
          {(current) => <Sending taskId={props.taskId} upload={current()} />}
        </Match>
        <Match when={of('done')}>{(current) => <Report taskId={props.taskId} report={current().report} />}</Match>
        <Match when={of('failed')}>
          {(current) => (
            <div class="p-4">
              <FormProblem error={current().error} />
            </div>
          )}
        </Match>
        <Match when={of('cancelled')}>
          <p class="px-4 py-3 text-s text-ink-2">{t('taskForm.upload.cancelled')}</p>
        </Match>
      </Switch>
      <ul class="grid">
        <For each={lists()}>
          {(list) => (
            <li class="border-t border-line p-4 first:border-0">
              <Lines list={list} />
            </li>
          )}
        </For>
      </ul>
      <Show when={props.open && may('list.write') && !isBusy()}>
        <div class="border-t border-line p-4 first:border-0">
          <ListDrop
            compact={lists().length > 0 || reported() !== undefined}
            file={null}
            onFile={(file) => file !== null && startUpload(props.taskId, file, client)}
          />
        </div>
      </Show>
    </Card>
  );
}
