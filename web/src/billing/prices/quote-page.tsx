import { t } from '../../i18n/translate.ts';
import { useAddress } from '../../ui/address.ts';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page.tsx';
import { noQuestion, QuotePanel } from './quote-panel.tsx';

/** What any call would cost, level by level; a link asks the same question again. */
export default function QuotePage() {
  const address = useAddress({ ...noQuestion });
  const question = () => ({
    number: address.read('number'),
    seconds: address.read('seconds'),
    at: address.read('at'),
    taskType: address.read('taskType'),
    tenantId: address.read('tenantId'),
  });
  return (
    <>
      <PageHead title={t('prices.quote.title')} line={t('prices.quote.lead')} />
      <Card label={t('prices.quote.title')} class="p-5">
        <QuotePanel question={question()} onQuestion={(next) => address.write(next)} />
      </Card>
    </>
  );
}
