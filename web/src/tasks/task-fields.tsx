import type { Flow } from '@yunhu/api/schemas';
import { For, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { TextField } from '../ui/field.tsx';
import type { createForm } from '../ui/form.ts';
import { ListDrop } from './list-drop.tsx';
import { poolMark, type TaskChoices, type TaskValues } from './new-task-page.tsx';

type TaskForm = ReturnType<typeof createForm<TaskValues>>;

type TaskFieldsProps = {
  form: TaskForm;
  choices: TaskChoices;
  flow: Flow | undefined;
  /** Seats of the flow's queue, when they are known. */
  seats: number | null;
  file: File | null;
  onFile: (file: File | null) => void;
};

const usualRatios = ['100', '200', '300'];

/** How many calls at once: by seats where the flow has a queue, by channels where it has none. */
function LoadField(props: { form: TaskForm; flow: Flow | undefined; seats: number | null }) {
  const ratioHelp = () => {
    const ratio = Number(props.form.values().sendRatioPercent);
    if (props.seats === null || !Number.isInteger(ratio) || ratio < 1) return t('taskForm.ratioHelpUnknown');
    const calls = Math.floor((props.seats * ratio) / 100);
    return t('taskForm.ratioHelp', String(ratio), String(props.seats), String(calls));
  };
  return (
    <Show
      when={props.flow !== undefined && props.flow.queue === null}
      fallback={
        <div class="grid gap-2">
          <TextField
            label={t('taskForm.ratio')}
            inputmode="numeric"
            suffix="%"
            value={props.form.values().sendRatioPercent}
            onValue={(value) => props.form.set('sendRatioPercent', value)}
            error={props.form.error('sendRatioPercent')}
            help={ratioHelp()}
          />
          <span class="flex flex-wrap gap-1.5">
            <For each={usualRatios}>
              {(ratio) => (
                <Button size="s" onClick={() => props.form.set('sendRatioPercent', ratio)}>
                  {ratio}%
                </Button>
              )}
            </For>
          </span>
        </div>
      }
    >
      <TextField
        label={t('taskForm.limit')}
        inputmode="numeric"
        suffix={t('taskForm.channels')}
        value={props.form.values().channelLimit}
        onValue={(value) => props.form.set('channelLimit', value)}
        error={props.form.error('channelLimit')}
        help={t('taskForm.limitHelp')}
      />
    </Show>
  );
}

/** Pools first: whoever made one means to use it. */
function shownOptions({ pools = [], callerIds = [] }: TaskChoices) {
  return [
    ...pools.map((pool) => ({
      value: `${poolMark}${pool.id}`,
      label: pool.name,
      note: t(
        'callerIds.pool.usable',
        String(pool.numbers.filter((number) => number.state === 'approved').length),
        String(pool.numbers.length),
      ),
    })),
    ...callerIds.map((callerId) => ({ value: callerId.id, label: callerId.display })),
  ];
}

function WayFields(props: TaskFieldsProps) {
  const flowNote = (flow: Flow) => `${t('taskForm.flowNote', String(flow.version))} · ${flow.audio.name}`;
  return (
    <div class="grid items-start gap-5 lg:grid-cols-2">
      <Choice
        name="flow"
        label={t('taskForm.flow')}
        options={(props.choices.flows ?? []).map((flow) => ({
          value: flow.id,
          label: flow.name,
          note: flowNote(flow),
        }))}
        value={props.form.values().flowId}
        onValue={(value) => props.form.set('flowId', value)}
        error={props.form.error('flowId')}
        help={props.choices.flows?.length === 0 ? t('taskForm.flowNone') : undefined}
        disabled={props.choices.flows === undefined}
      />
      <Choice
        name="caller-id"
        label={t('taskForm.callerId')}
        options={shownOptions(props.choices)}
        value={props.form.values().callerIdId}
        onValue={(value) => props.form.set('callerIdId', value)}
        error={props.form.error('callerIdId')}
        help={props.choices.callerIds?.length === 0 ? t('taskForm.callerIdNone') : t('taskForm.callerIdHelp')}
        // Opened before all is there, the list would change under the pointer.
        disabled={props.choices.callerIds === undefined || props.choices.pools === undefined}
      />
    </div>
  );
}

function PaceFields(props: TaskFieldsProps) {
  return (
    <div class="grid items-start gap-5 lg:grid-cols-3">
      <LoadField form={props.form} flow={props.flow} seats={props.seats} />
      <TextField
        label={t('taskForm.interval')}
        inputmode="numeric"
        suffix={t('taskForm.milliseconds')}
        value={props.form.values().dialIntervalMs}
        onValue={(value) => props.form.set('dialIntervalMs', value)}
        error={props.form.error('dialIntervalMs')}
        help={t('taskForm.intervalHelp')}
      />
      <TextField
        label={t('taskForm.priority')}
        inputmode="numeric"
        value={props.form.values().priority}
        onValue={(value) => props.form.set('priority', value)}
        error={props.form.error('priority')}
        help={t('taskForm.priorityHelp')}
      />
    </div>
  );
}

/** The fields of a new task, in the order in which one thinks of them. */
export function TaskFields(props: TaskFieldsProps) {
  return (
    <>
      <TextField
        label={t('taskForm.name')}
        name="task-name"
        placeholder={t('taskForm.namePlaceholder')}
        autocomplete="off"
        autofocus
        maxlength={100}
        value={props.form.values().name}
        onValue={(value) => props.form.set('name', value)}
        error={props.form.error('name')}
      />
      <WayFields {...props} />
      <PaceFields {...props} />
      <div class="grid gap-1.5">
        <span class="text-s text-ink-2">
          {t('taskForm.list')}
          <span class="ml-1.5 text-xs text-ink-3">{t('ui.optional')}</span>
        </span>
        <ListDrop file={props.file} onFile={props.onFile} />
      </div>
    </>
  );
}
