import type { LedgerEntry, TenantKind } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { ChargeLadder } from './charge-ladder.tsx';
import { decimalsOf, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { Drawer } from '../../ui/dialog.tsx';
import { Fact, Facts } from '../../ui/fact.tsx';
import { Tag } from '../../ui/status.tsx';
import { CorrectEntry } from '../wallets/correct-entry.tsx';
import { counterpartyWords, entryTones, referenceWords } from './entry-columns.tsx';

/** One movement with everything that is known of it; of a call, also why it cost what it cost. */
export function EntryDrawer(props: { entry: LedgerEntry; reader: TenantKind; onClose: () => void }) {
  const format = useFormat();
  const copy = () => void copyText(props.entry.reference.id, t('books.copied'));
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={format.movement(props.entry.amountMicros, decimalsOf(toMicros(props.entry.amountMicros)))}
      testId="entry-drawer"
    >
      <div class="grid gap-5">
        <div class="flex items-center gap-3 text-s">
          <Tag tone={entryTones[props.entry.kind]}>{t(`billing.kinds.${props.entry.kind}`)}</Tag>
          <span class="ml-auto text-xs text-ink-3">{props.entry.tenant.name}</span>
        </div>
        <Facts>
          <Fact label={t('books.booked')}>{format.dateTime(props.entry.recordedAt)}</Fact>
          <Fact label={t('books.occurred')}>{format.dateTime(props.entry.occurredAt)}</Fact>
          <Fact label={t('billing.columns.counterparty')}>{counterpartyWords(props.entry, props.reader)}</Fact>
          <Fact label={t('billing.columns.reference')}>{referenceWords(props.entry)}</Fact>
          <Show when={props.entry.note}>{(note) => <Fact label={t('billing.columns.note')}>{note()}</Fact>}</Show>
          <Fact label={t('billing.columns.balance')}>{format.money(props.entry.balanceAfterMicros)}</Fact>
          <Fact label={t('billing.columns.seq')}>{format.count(props.entry.seq)}</Fact>
          <Fact label={t('books.referenceId')}>
            <span class="code break-all">{props.entry.reference.id}</span>
            <Button look="ghost" size="s" onClick={copy}>
              {t('books.copy')}
            </Button>
          </Fact>
        </Facts>
        <Show when={props.entry.reference.type === 'attempt'}>
          <ChargeLadder attemptId={props.entry.reference.id} />
        </Show>
        <CorrectEntry entry={props.entry} tenantId={props.entry.tenant.id} />
      </div>
    </Drawer>
  );
}
