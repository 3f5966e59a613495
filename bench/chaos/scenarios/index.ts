import type { Scenario } from '../scenario.ts';
import { budget } from './budget.ts';
import { deadReservations } from './dead-reservations.ts';
import { faultyUpstream } from './faulty-upstream.ts';
import { fullDisk } from './full-disk.ts';
import { killedProcess } from './killed-process.ts';
import { lateDatabase } from './late-database.ts';
import { leavingClients } from './leaving-clients.ts';
import { crashedDatabase, doubleFault, frozenDatabase } from './lost-database.ts';
import { rate } from './rate.ts';
import { revocation } from './revocation.ts';
import { rollingRestart } from './rolling-restart.ts';

/** All there are, in the order in which `all` runs them. */
export const scenarios: readonly Scenario[] = [
  killedProcess,
  crashedDatabase,
  frozenDatabase,
  doubleFault,
  lateDatabase,
  fullDisk,
  budget,
  rate,
  leavingClients,
  deadReservations,
  revocation,
  faultyUpstream,
  rollingRestart,
];
