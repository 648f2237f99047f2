// Empties the data folder: the embedded database, secrets, audio and logs. Refuses while a start runs on it.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from './embedded/processes.ts';
import { removePostgres } from './embedded/postgres.ts';
import { readStackSettings } from './stack/settings.ts';

const { dataDir } = readStackSettings(process.env);
const pidFile = path.join(dataDir, 'start.pid');
const running = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0;
if (running > 0 && isAlive(running)) {
  process.stderr.write(`Yunhu is running (process ${running}); stop it with Ctrl-C first.\n`);
  process.exitCode = 1;
} else {
  await removePostgres(path.join(dataDir, 'postgres'));
  for (const name of ['secrets.json', 'start.pid', 'audio', 'asterisk', 'carrier', 'logs', 'simulator-carrier.log']) {
    rmSync(path.join(dataDir, name), { recursive: true, force: true });
  }
  process.stdout.write(`${dataDir} is empty; the next start begins anew.\n`);
}
