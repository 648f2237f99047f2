// Which column of a carrier's file says what. Carriers name them as they like; what their heads usually say is known here, and a file
// with the heads of an earlier one is read as that one was.

const carrierFields = ['number', 'startedAt', 'seconds', 'amount'] as const;
type CarrierField = (typeof carrierFields)[number];

/** Places of the fields in a row, counted from 0; a file without prices has no amount. */
export interface CarrierColumns {
  readonly numberColumn: number;
  readonly startedAtColumn: number;
  readonly secondsColumn: number;
  readonly amountColumn?: number | undefined;
}

/** What a head may say, the likelier first; compared in small letters without blanks and signs. */
const names: Readonly<Record<CarrierField, readonly RegExp[]>> = {
  number: [
    /^(被叫号码|被叫|callednumber|called|callee|calleee164|dst|destination(number)?|dnis|bnumber|dialednumber|to)$/,
    /被叫|called|callee|dnis|bnum|dialed/,
    /^(号码|number|phone(number)?|msisdn)$/,
  ],
  startedAt: [
    /^(开始时间|呼叫时间|通话开始时间|应答时间|starttime|start|callstart|connecttime|answertime|calldate|datetime|time|setuptime)$/,
    /开始|应答|时间|start|connect|answer|date|setup/,
  ],
  seconds: [
    /^(计费时长|通话时长|时长|时长秒|通话时长秒|计费时长秒|billsec|billedduration|billableseconds|duration|durationsec|durationseconds|seconds|talktime)$/,
    /时长|秒|billsec|duration|seconds|talktime/,
  ],
  amount: [
    /^(费用|金额|话费|通话费|cost|amount|charge|fee|price|totalcost|totalcharge)$/,
    /费|金额|cost|amount|charge|fee/,
  ],
};

/** Finds the columns by their heads; undefined for a field that no head names. A column is taken once, by the field that fits best. */
export function suggestColumns(head: readonly string[]): Partial<CarrierColumns> {
  const plain = head.map((text) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, ''),
  );
  const found: Partial<Record<CarrierField, number>> = {};
  const taken = new Set<number>();
  for (let round = 0; round < 3; round++) {
    for (const field of carrierFields) {
      const form = names[field][round];
      const place = plain.findIndex((text, i) => !taken.has(i) && form?.test(text) === true);
      if (found[field] !== undefined || place === -1) continue;
      found[field] = place;
      taken.add(place);
    }
  }
  return Object.fromEntries(Object.entries(found).map(([field, column]) => [`${field}Column`, column]));
}
