import type { Audio, AudioKind } from '@yunhu/api/schemas';
import { Show, createSignal, onCleanup, untrack } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { RadioCards } from '../ui/radio-cards.tsx';
import { toastDone } from '../ui/toast.tsx';
import { uploadFile } from '../ui/upload.ts';
import { useChangeAudio, useCreateAudio } from './data.ts';
import { Recorder } from './recorder/recorder.tsx';
import { SoundDrop } from './sound-drop.tsx';

export type AudioSource = 'file' | 'microphone';

type AddDialogProps = {
  source: AudioSource;
  /** Gets another file; a new one is made where it is absent. */
  replace?: Audio;
  onClose: () => void;
  onAdded: (id: string) => void;
};

const kinds = (): { value: AudioKind; label: string; help: string }[] => [
  { value: 'outbound', label: t('audio.kinds.outbound'), help: t('audio.kindHelp.outbound') },
  { value: 'ringback', label: t('audio.kinds.ringback'), help: t('audio.kindHelp.ringback') },
];

function SendBar(props: { share: number }) {
  return (
    <span
      role="progressbar"
      aria-label={t('audio.upload.sending')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(props.share * 100)}
      class="block h-1.5 overflow-hidden rounded-full bg-queued"
    >
      <i class="block h-full bg-accent" style={{ width: `${Math.round(props.share * 100)}%` }} />
    </span>
  );
}

/** What is brought and what it is called; it is sent, and the rest is a job's. */
function useAdding(props: AddDialogProps) {
  const replace = untrack(() => props.replace);
  const create = useCreateAudio();
  const change = useChangeAudio();
  const [file, setFile] = createSignal<File | null>(null);
  const [share, setShare] = createSignal<number | null>(null);
  const abort = new AbortController();
  onCleanup(() => abort.abort());
  const first: AudioKind = replace?.kind ?? 'outbound';
  const form = createForm({
    initial: { name: replace?.name ?? '', kind: first, file: '' },
    validate: ({ name }) => ({
      ...(file() === null && { file: t('audio.upload.missing') }),
      ...(name.trim() === '' && { name: t('audio.nameMissing') }),
    }),
    submit: async ({ name, kind }) => {
      const chosen = file();
      if (chosen === null) return;
      setShare(0);
      try {
        const uploadId = await uploadFile(chosen, 'audio', { onProgress: setShare, signal: abort.signal });
        const made =
          replace === undefined
            ? await create.mutateAsync({ name: name.trim(), kind, uploadId })
            : await change.mutateAsync({ id: replace.id, verb: 'replace', uploadId });
        toastDone(t('audio.upload.done'));
        props.onAdded(made.id);
      } finally {
        setShare(null);
      }
    },
  });
  const take = (chosen: File | null): void => {
    setFile(chosen);
    form.set('file', chosen?.name ?? '');
    const isRecorded = props.source === 'microphone';
    if (chosen !== null && !isRecorded) form.preset('name', chosen.name.replace(/\.[^.]+$/, '').slice(0, 100));
  };
  return { form, file, take, share };
}

/** Brings a sound: from a file, or spoken here and now. */
export function AddAudioDialog(props: AddDialogProps) {
  const { form, file, take, share } = useAdding(props);
  const title = () =>
    props.replace === undefined
      ? t(props.source === 'file' ? 'audio.uploadTitle' : 'audio.recordTitle')
      : t('audio.replaceTitle', props.replace.name);
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={title()}
      lead={props.replace === undefined ? t('audio.addLead') : t('audio.replaceLead')}
      width="l"
      testId="add-audio"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <div class="grid gap-1.5">
          <Show when={props.source === 'file'} fallback={<Recorder onFile={take} />}>
            <SoundDrop file={file()} onFile={take} />
          </Show>
          <Show when={form.error('file')}>
            {(error) => (
              <p class="text-xs text-bad-ink" role="alert">
                {error()}
              </p>
            )}
          </Show>
        </div>
        <Show when={props.replace === undefined}>
          <TextField
            label={t('audio.name')}
            value={form.values().name}
            onValue={(value) => form.set('name', value)}
            error={form.error('name')}
            maxlength={100}
            data-testid="audio-name"
          />
          <RadioCards
            label={t('audio.kind')}
            name="kind"
            options={kinds()}
            value={form.values().kind}
            onValue={(value) => form.set('kind', value)}
          />
        </Show>
        <Show when={share()}>{(sent) => <SendBar share={sent()} />}</Show>
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="audio-send">
            {t('audio.upload.send')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
