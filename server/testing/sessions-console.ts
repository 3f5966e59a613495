import { HermesStateModule } from '../hermes-state/hermes-state.module.ts';
import { writeFakeHermesSessions } from './fake-hermes-sessions.ts';
import { createHermesHome, type HermesHomeFixture } from './hermes-home-fixture.ts';
import { createStateDatabase, type StateDatabaseFixture } from './state-database.ts';
import { startTestConsole, type ConsoleClient } from './test-console.ts';
import { openTestDatabase } from './test-database.ts';

/** A console over a home with a `state.db`. */
export interface SessionsConsole {
  readonly fixture: HermesHomeFixture;
  readonly admin: ConsoleClient;
  readonly state: StateDatabaseFixture;
  /** GET below `/api/admin/hermes/sessions`; the answer's body with its `httpStatus`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is in it is what a test is about
  ask(path: string, query?: Record<string, string>): Promise<any>;
  /** Puts a `hermes` command in place that knows the verbs of sessions. */
  addHermes(): Promise<void>;
  close(): Promise<void>;
}

export async function startSessionsConsole(): Promise<SessionsConsole> {
  const { database, close } = await openTestDatabase();
  const fixture = await createHermesHome();
  const hermesBin = fixture.at('bin/hermes');
  const console = await startTestConsole(
    database,
    { ...fixture.settings, hermesBin },
    { modules: [HermesStateModule] },
  );
  const admin = await console.logIn();
  const state = createStateDatabase(fixture.at('.hermes/state.db'));
  return {
    fixture,
    admin,
    state,
    async ask(path, query = {}) {
      const address = `/api/admin/hermes/sessions${path}?${new URLSearchParams(query).toString()}`;
      const answer = await admin.get(address);
      return { ...answer.body, httpStatus: answer.status };
    },
    addHermes: async () => void (await writeFakeHermesSessions(hermesBin)),
    async close() {
      state.close();
      await console.close();
      await fixture.remove();
      await close();
    },
  };
}
