import type { Scenario } from '../scenario.ts';
import { killedProcess } from './killed-process.ts';
import { lateDatabase } from './late-database.ts';
import { crashedDatabase, doubleFault, frozenDatabase } from './lost-database.ts';

/** All there are, in the order in which `all` runs them. */
export const scenarios: readonly Scenario[] = [
  killedProcess,
  crashedDatabase,
  frozenDatabase,
  doubleFault,
  lateDatabase,
];
