import { createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { noQuestion, QuotePanel } from './quote-panel.tsx';

/** The same as the page, without leaving the price lists. */
export function QuoteDialog(props: { onClose: () => void }) {
  const [question, setQuestion] = createSignal(noQuestion);
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('prices.quote.title')}
      lead={t('prices.quote.lead')}
      width="l"
      testId="quote-dialog"
    >
      <QuotePanel question={question()} onQuestion={setQuestion} narrow />
    </Dialog>
  );
}
