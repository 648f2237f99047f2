import type { Audio } from '@yunhu/api/schemas';
import { untrack } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog, Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { toastDone } from '../ui/toast.tsx';
import { useChangeAudio, useDeleteAudio } from './data.ts';

export function RenameAudioDialog(props: { audio: Audio; onClose: () => void }) {
  const change = useChangeAudio();
  const { id, name: before } = untrack(() => props.audio);
  const form = createForm({
    initial: { name: before },
    validate: ({ name }) => (name.trim() === '' ? { name: t('audio.nameMissing') } : {}),
    submit: async ({ name }) => {
      await change.mutateAsync({ id, verb: 'rename', name: name.trim() });
      props.onClose();
    },
  });
  return (
    <Dialog open onClose={props.onClose} title={t('audio.renameTitle')} testId="rename-audio">
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('audio.name')}
          value={form.values().name}
          onValue={(value) => form.set('name', value)}
          error={form.error('name')}
          maxlength={100}
          autofocus
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()}>
            {t('audio.rename')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

export function DeleteAudioDialog(props: { audio: Audio; onClose: () => void; onDeleted: () => void }) {
  const remove = useDeleteAudio();
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      title={t('audio.deleteTitle', props.audio.name)}
      body={t('audio.deleteBody')}
      confirm={t('audio.delete')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(props.audio.id, {
          onSuccess: () => {
            toastDone(t('audio.deleted'));
            props.onDeleted();
          },
        })
      }
    />
  );
}
