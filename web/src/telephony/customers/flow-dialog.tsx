import { type CustomerTelephony, type Flow, flowKeys, type KeyAction, keyActions } from '@yunhu/api/schemas';
import { For, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import type { TelephonyChanges } from './data.ts';
import { RemoveButton } from './removal.tsx';

type DialogProps = {
  flow: Flow | null;
  telephony: CustomerTelephony;
  changes: TelephonyChanges;
  onClose: () => void;
  onRemove: (flow: Flow) => void;
};

/** What each may be, as the API has it. */
const bounds = { plays: [1, 10], callTimeoutSeconds: [5, 120], retries: [0, 10] } as const;
const figures = ['plays', 'callTimeoutSeconds', 'retries'] as const;
type Figure = (typeof figures)[number];

const isWithin = (text: string, [least, most]: readonly [number, number]) =>
  /^[0-9]{1,3}$/.test(text) && Number(text) >= least && Number(text) <= most;

const wrongNumber = ([least, most]: readonly [number, number]) =>
  t('customerTelephony.flows.wrongNumber', String(least), String(most));

/** Which keys do something, in the words of a form: the keys of each action, as they are typed. */
const keysOf = (flow: Flow | null, action: KeyAction) => flowKeys.filter((key) => flow?.keys[key] === action).join(' ');

/** The keys that stand in a text; undefined for what is none, or is named twice over all actions. */
function readKeys(texts: Readonly<Record<KeyAction, string>>): Partial<Record<string, KeyAction>> | undefined {
  const typed = keyActions.flatMap((action) =>
    [...texts[action].replaceAll(/[\s,，]/g, '')].map((key) => [key, action]),
  );
  const keys = typed.map(([key]) => key);
  const known: readonly string[] = flowKeys;
  if (new Set(keys).size !== keys.length || keys.some((key) => key === undefined || !known.includes(key)))
    return undefined;
  return Object.fromEntries(typed) as Partial<Record<string, KeyAction>>;
}

function createFlowForm(props: DialogProps) {
  const flow = untrack(() => props.flow);
  return createForm({
    initial: {
      name: flow?.name ?? '',
      audioId: flow?.audio.id ?? '',
      queueId: flow?.queue?.id ?? '',
      plays: String(flow?.plays ?? 1),
      callTimeoutSeconds: String(flow?.callTimeoutSeconds ?? 60),
      retries: String(flow?.retries ?? 2),
      transfer: keysOf(flow, 'transfer'),
      opt_out: keysOf(flow, 'opt_out'),
      replay: keysOf(flow, 'replay'),
    },
    validate: (values) => ({
      ...(values.name.trim() === '' ? { name: t('customerTelephony.nameMissing') } : {}),
      ...(values.audioId === '' ? { audioId: t('customerTelephony.flows.audioMissing') } : {}),
      ...(values.transfer.trim() !== '' && values.queueId === ''
        ? { queueId: t('customerTelephony.flows.queueMissing') }
        : {}),
      ...Object.fromEntries(
        figures
          .filter((figure) => !isWithin(values[figure], bounds[figure]))
          .map((figure) => [figure, wrongNumber(bounds[figure])]),
      ),
      ...(readKeys(values) === undefined ? { replay: t('customerTelephony.flows.keysWrong') } : {}),
    }),
    submit: async (values) => {
      await props.changes.saveFlow.mutateAsync({
        id: flow?.id ?? null,
        name: values.name.trim(),
        audioId: values.audioId,
        queueId: values.queueId === '' ? null : values.queueId,
        keys: readKeys(values) ?? {},
        plays: Number(values.plays),
        callTimeoutSeconds: Number(values.callTimeoutSeconds),
        retries: Number(values.retries),
      });
      toastDone(t('customerTelephony.saved'));
      props.onClose();
    },
  });
}

type FlowForm = ReturnType<typeof createFlowForm>;

function audioOptions({ flow, telephony: { audio } }: DialogProps) {
  const kept = flow?.audio;
  const all = kept && !audio.some(({ id }) => id === kept.id) ? [kept, ...audio] : audio;
  return all.map(({ id, name, state }) => ({ value: id, label: name, note: t(`approval.states.${state}`) }));
}

const queueOptions = ({ telephony }: DialogProps) => [
  { value: '', label: t('customerTelephony.flows.none') },
  ...telephony.queues.map(({ id, name }) => ({ value: id, label: name })),
];

/** What is played, and who takes the calls. */
function Choices(props: DialogProps & { form: FlowForm }) {
  return (
    <div class="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
      <Choice
        label={t('customerTelephony.flows.audio')}
        options={audioOptions(props)}
        value={props.form.values().audioId === '' ? null : props.form.values().audioId}
        onValue={(id) => props.form.set('audioId', id)}
        error={props.form.error('audioId')}
      />
      <Choice
        label={t('customerTelephony.flows.queue')}
        options={queueOptions(props)}
        value={props.form.values().queueId}
        onValue={(id) => props.form.set('queueId', id)}
        error={props.form.error('queueId')}
      />
    </div>
  );
}

/** Writes a flow, or a new version of one. */
export function FlowDialog(props: DialogProps) {
  const form = createFlowForm(props);
  const title = () => (props.flow === null ? t('customerTelephony.flows.add') : t('customerTelephony.flows.edit'));
  const field = (name: Figure | KeyAction) => (
    <TextField
      label={t(`customerTelephony.flows.fields.${name}`)}
      value={form.values()[name]}
      onValue={(value) => form.set(name, value)}
      error={form.error(name)}
      data-testid={`flow-${name}`}
    />
  );
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={title()}
      lead={t('customerTelephony.flows.lead')}
      testId="flow-dialog"
      width="l"
    >
      <form class="grid gap-4" onSubmit={form.submit} noValidate>
        <TextField
          label={t('customerTelephony.flows.name')}
          maxLength={100}
          value={form.values().name}
          onValue={(name) => form.set('name', name)}
          error={form.error('name')}
          data-testid="flow-name"
        />
        <Choices {...props} form={form} />
        <div class="grid grid-cols-3 gap-4 max-sm:grid-cols-1">
          <For each={[...figures, ...keyActions]}>{(name) => field(name)}</For>
        </div>
        <FormProblem error={form.problem()} />
        <DialogActions>
          <RemoveButton kind="flows" what={props.flow} onRemove={props.onRemove} />
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="flow-submit">
            {t('customerTelephony.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
