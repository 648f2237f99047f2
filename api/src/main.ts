// The API process.
import { readEnv } from './env.ts';
import { createLog } from './http/log.ts';
import { serveApi } from './serve.ts';

try {
  const env = readEnv();
  const log = createLog(env.LOG_LEVEL, 'api');
  const api = await serveApi(env, log);
  log.info({ url: api.url }, 'api.listening');
  const stop = (signal: string) => {
    log.info({ signal }, 'api.stopping');
    api.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'api.stop-failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // A supervisor that is gone leaves nobody who would stop this process.
  process.once('disconnect', () => stop('disconnect'));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
