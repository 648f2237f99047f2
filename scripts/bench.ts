// npm run -s bench -- NAME: one measurement, both sides in the same run; its last line is the ratio.
import { benchApi } from './bench/api.ts';
import { benchDeck } from './bench/deck.ts';
import { benchDialer } from './bench/dialer.ts';
import { benchImport } from './bench/import.ts';
import { benchLedger } from './bench/ledger.ts';
import { benchLedgerPage } from './bench/ledger-page.ts';
import { benchLogin } from './bench/login.ts';
import { benchRating } from './bench/rating.ts';
import { benchRls } from './bench/rls.ts';
import { type BenchResult, resultLine } from './bench/rounds.ts';
import { benchSwitch } from './bench/switch.ts';

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<BenchResult>>> = {
  api: benchApi,
  deck: benchDeck,
  dialer: benchDialer,
  import: benchImport,
  ledger: benchLedger,
  'ledger-page': benchLedgerPage,
  login: benchLogin,
  rls: benchRls,
  switch: benchSwitch,
  rating: benchRating,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  process.stderr.write(`Name a benchmark: ${Object.keys(benches).join(', ')}.\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${resultLine(await bench(args))}\n`);
}
