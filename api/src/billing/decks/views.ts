// Decks and versions as JSON carries them.
import type {
  Deck as FoundDeck,
  DeckMapping,
  DeckRow as FoundRow,
  ListedLoss,
  RateGroupVersion as FoundVersion,
} from '@yunhu/db/billing';
import type { Deck, DeckLoss, DeckRow, RateGroupVersion } from './schemas.ts';

export function viewDeck(
  found: FoundDeck,
  { mapping, remembered }: { mapping: DeckMapping; remembered: boolean },
): Deck {
  return {
    id: found.id,
    rateGroupId: found.rateGroupId,
    fileName: found.fileName,
    bytes: found.bytes,
    state: found.state,
    headingRows: found.head.headingRows,
    headings: [...found.head.headings],
    sample: found.head.sample.map((cells) => [...cells]),
    mapping,
    remembered,
    previewJobId: found.previewJobId,
    applyJobId: found.applyJobId,
    summary: found.summary,
    stale: found.isStale,
    versionId: found.versionId,
    createdAt: found.createdAt.toISOString(),
    previewedAt: found.previewedAt?.toISOString() ?? null,
  };
}

export function viewRow(row: FoundRow): DeckRow {
  return { ...row, before: viewPrice(row.before), after: viewPrice(row.after) };
}

function viewPrice(price: FoundRow['before']): DeckRow['before'] {
  if (price === null) return null;
  return {
    ...price,
    pricePerBlockMicros: String(price.pricePerBlockMicros),
    firstBlockPriceMicros: price.firstBlockPriceMicros === null ? null : String(price.firstBlockPriceMicros),
    connectionFeeMicros: String(price.connectionFeeMicros),
    minimumChargeMicros: String(price.minimumChargeMicros),
  };
}

export function viewLoss(loss: ListedLoss): DeckLoss {
  return {
    place: loss.place,
    seller: { id: loss.sellerTenantId, name: loss.sellerName },
    group: { id: loss.soldGroupId, name: loss.soldGroupName },
    prefix: loss.prefix,
    destination: loss.destination,
    cost: {
      prefix: loss.costPrefix,
      blockSeconds: loss.costBlockSeconds,
      pricePerBlockMicros: String(loss.costPerBlockMicros),
    },
    sold: {
      prefix: loss.soldPrefix,
      blockSeconds: loss.soldBlockSeconds,
      pricePerBlockMicros: String(loss.soldPerBlockMicros),
    },
    lossBeforeMicros: String(loss.lossBeforeMicros),
    lossMicros: String(loss.lossMicros),
  };
}

export function viewVersion(version: FoundVersion): RateGroupVersion {
  return {
    ...version,
    effectiveAt: version.effectiveAt.toISOString(),
    createdAt: version.createdAt.toISOString(),
  };
}
