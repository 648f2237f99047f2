// A real Asterisk plays what a real worker process has fetched from the store, and nothing that was changed there.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { openFolderStore } from '@yunhu/db/objects';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { fixtureSound } from '@yunhu/scripts/fixture/hierarchy';
import { afterEach, describe, expect, it } from 'vitest';
import { type FaultBench, openFaultBench, withWords } from '../faults/fault-bench.ts';
import { eventually, figuresOf, mobileNumbers } from '../setup/dialing.ts';
import { missing } from '../setup/machine.ts';

/** As the bench has it. */
const audioMs = 1_500;
let bench: FaultBench;
let folder: string;

afterEach(async () => {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(missing('asterisk'))('on a real Asterisk', () => {
  it(
    'approved bytes are fetched and played whole, and calls end where they are swapped',
    { timeout: 180_000 },
    async () => {
      const flow = { plays: 1, keys: {}, callTimeoutSeconds: 6, retries: 0, keyWaitSeconds: 0 };
      bench = await openFaultBench('asterisk', 10, undefined, { flow });
      folder = makeTemporaryFolder('yunhu-approved-sounds');
      const { view, hierarchy } = bench;
      const { tenantId } = view.customer;
      const objects = await openFolderStore(path.join(folder, 'objects'));
      const key = `tenant/${tenantId}/audio/${crypto.randomUUID()}.ulaw`;
      const put = (bytes: Buffer) => objects.put(key, Readable.from([bytes]), { maxBytes: bytes.length });
      await put(fixtureSound(audioMs));
      await view.sql.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await tx`update audio set ulaw_object_key = ${key} where tenant_id = ${tenantId}`;
      });
      await bench.startTask(mobileNumbers(10));
      const audioDir = path.join(folder, 'audio');
      const worker = bench.startWorker({ AUDIO_DIR: audioDir, OBJECTS_DIR: path.join(folder, 'objects') });
      const done = await eventually(
        () => figuresOf(view),
        ({ state }) => state === 'finished',
      ).catch(withWords(worker));
      expect(done.answered).toBeGreaterThan(0);
      // A sound that Asterisk cannot find ends at once; one that plays lasts as long as it is.
      const [{ heard }] = await view.sql<[{ heard: number }]>`
      select count(*)::int heard from attempts where result = 'answered' and ended_at - answered_at > interval '1.3 seconds'`;
      expect(heard).toBeGreaterThan(0);

      await put(Buffer.alloc(audioMs * 8, 0x55));
      await rm(path.join(audioDir, `${hierarchy.audioSha256}.ulaw`));
      const before = await bench.dialed();
      await view.sql`update tasks set ended_at = null where id = ${view.customer.taskId}`;
      await bench.startTask(mobileNumbers(10, 13_900_000_000));
      const halted = await eventually(
        () => figuresOf(view),
        ({ state }) => state === 'paused',
      ).catch(withWords(worker));
      expect(halted.reason).toBe('audio_changed');
      expect(await bench.dialed()).toEqual(before);
    },
  );
});
