// Calls and charges as JSON carries them.
import type { CdrView, ChargeView, ExplainedLevel as Level, Explanation } from '@yunhu/db/calls';
import { viewNumber } from '../telephony/view-number.ts';
import type { Cdr, Charge, ChargeExplanation, ExplainedLevel } from './schemas.ts';

export function viewCdr({ seatName, ...cdr }: CdrView): Cdr {
  return {
    ...cdr,
    display: viewNumber(cdr.number),
    callerDisplay: viewNumber(cdr.callerNumber),
    originatedAt: cdr.originatedAt?.toISOString() ?? null,
    answeredAt: cdr.answeredAt?.toISOString() ?? null,
    endedAt: cdr.endedAt.toISOString(),
    chargedMicros: String(cdr.chargedMicros),
    seat: seatName === null ? null : { name: seatName },
  };
}

export function viewCharge(charge: ChargeView): Charge {
  return {
    ...charge,
    answeredAt: charge.answeredAt.toISOString(),
    paidMicros: String(charge.paidMicros),
    costMicros: charge.costMicros === null ? null : String(charge.costMicros),
  };
}

export function viewExplanation(explained: Explanation): ChargeExplanation {
  return {
    ...explained,
    answeredAt: explained.answeredAt.toISOString(),
    endedAt: explained.endedAt?.toISOString() ?? null,
    levels: explained.levels.map(viewLevel),
  };
}

function viewLevel({ rate, rateGroupName, ...level }: Level): ExplainedLevel {
  const edge = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);
  return {
    ...level,
    rateGroup: rateGroupName,
    prefix: rate.prefix,
    effectiveFrom: edge(rate.effectiveFromMs),
    effectiveUntil: edge(rate.effectiveUntilMs),
    blockSeconds: rate.blockSeconds,
    pricePerBlockMicros: String(rate.pricePerBlockMicros),
    firstBlockSeconds: rate.firstBlockSeconds,
    firstBlockPriceMicros: rate.firstBlockPriceMicros === null ? null : String(rate.firstBlockPriceMicros),
    connectionFeeMicros: String(rate.connectionFeeMicros),
    graceSeconds: rate.graceSeconds,
    minimumChargeMicros: String(rate.minimumChargeMicros),
    blocksMicros: String(level.blocksMicros),
    sumMicros: String(level.sumMicros),
    amountMicros: String(level.amountMicros),
    postedMicros: String(level.postedMicros),
  };
}
