// The jobs process: imports, exports, documents. It may be killed at any moment; its jobs run again from their start.
import { readJobsEnv } from './env.ts';
import { jobHandlers } from './handlers.ts';
import { runJobsProcess } from './run-jobs-process.ts';

try {
  await runJobsProcess(readJobsEnv(), jobHandlers);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
