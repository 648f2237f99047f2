import { Readable } from 'node:stream';
import { deck, rateGroupVersion } from '@yunhu/api/schemas';
import { previewDeck } from '@yunhu/db/billing';
import type { TestApi, TestClient } from '../setup/api.ts';

/** A change by hand and a previewed deck in a seller's price list, with a row of every table that they have. */
export async function withDeck(
  { database, behind }: TestApi,
  client: TestClient,
  { tenantId, rateGroupId, name }: { tenantId: string; rateGroupId: string; name: string },
): Promise<{ deckId: string; versionId: string }> {
  const path = `/v1/rate-groups/${rateGroupId}`;
  const set = [{ prefix: '44', destination: name, blockSeconds: 60, pricePerBlock: '0.3' }];
  const { id: versionId } = (await client.post(`${path}/changes`, { set, belowCostAllowed: true })).as(
    rateGroupVersion,
  );
  const csv = `prefix,destination,price per block\n86,${name},0.3\nx,${name},0.3\n`;
  const headers = { 'content-type': 'application/octet-stream' };
  const uploaded = await client.post(`${path}/decks?fileName=${name}`, csv, headers);
  const { id: deckId, mapping } = uploaded.as(deck);
  await client.post(`${path}/decks/${deckId}/preview`, mapping);
  await previewDeck(database, {
    deckId,
    actor: { tenantId },
    content: Readable.from([Buffer.from(csv)]),
    at: new Date(),
  });
  await behind`
    insert into rate_deck_losses select ${tenantId}, ${deckId}, 0, ${tenantId}, ${name}, ${rateGroupId}, ${name}, '86', ${name}, '86', 60, 2,
      '86', 60, 1, 0, 1`;
  return { deckId, versionId };
}
