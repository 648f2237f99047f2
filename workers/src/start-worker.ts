import { type WorkerOptions, Worker } from './dialer/index.ts';
import { runDuties } from './duties/index.ts';

export interface RunningWorker {
  /** Settles when another controller has taken the switch over; the worker is of no more use then. */
  readonly replaced: Promise<void>;
  /** Lets calls end within limits, writes what there is to write and gives everything back. */
  stop(): Promise<void>;
}

/** A worker with its duties, in this process. Throws a sentence when its slot is taken. The database stays open when it stops. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const worker = new Worker(options);
  await worker.start();
  const duties = runDuties({ ...options, worker });
  return {
    replaced: worker.replaced,
    stop: async () => {
      await worker.stop();
      await duties.stop();
    },
  };
}
