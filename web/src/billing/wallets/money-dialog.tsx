import type { Tenant } from '@yunhu/api/schemas';
import { t } from '../../i18n/translate.ts';
import { Dialog } from '../../ui/dialog.tsx';
import type { MoneyKind } from './data.ts';
import { MoneyForm, wordsOf } from './money-form.tsx';

/** One way of moving money, in a dialog. */
export function MoneyDialog(props: {
  kind: MoneyKind;
  tenant: Tenant;
  onClose: () => void;
  corrects?: { id: string; amount: string; upward: boolean };
}) {
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t(`wallets.titles.${wordsOf(props.kind, props.tenant)}`, props.tenant.name)}
      lead={t(`wallets.leads.${wordsOf(props.kind, props.tenant)}`)}
      testId="top-up-dialog"
    >
      <MoneyForm
        kind={props.kind}
        tenant={props.tenant}
        onDone={props.onClose}
        secondary={{ label: t('ui.cancel'), run: props.onClose }}
        {...(props.corrects === undefined ? {} : { corrects: props.corrects })}
      />
    </Dialog>
  );
}
