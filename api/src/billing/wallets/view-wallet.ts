import type { WalletPace, WalletState } from '@yunhu/db/billing';
import type { Wallet } from './schemas.ts';

/** A wallet and how long it lasts, as JSON carries it. */
export function viewWallet({ id: walletId, ...wallet }: WalletState, pace: WalletPace): Wallet {
  return {
    ...wallet,
    walletId,
    balanceMicros: String(wallet.balanceMicros),
    heldMicros: String(wallet.heldMicros),
    availableMicros: String(wallet.availableMicros),
    creditLimitMicros: String(wallet.creditLimitMicros),
    usedCreditMicros: String(wallet.usedCreditMicros),
    reservedMicros: String(wallet.reservedMicros),
    spentPerDayMicros: String(pace.spentPerDayMicros),
    enoughForDays: pace.enoughForDays,
  };
}
