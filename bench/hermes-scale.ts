import 'reflect-metadata';
import { mkdtemp, mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { HermesCommand } from '../server/hermes-state/commands/hermes-command.ts';
import { KnownSecrets } from '../server/hermes-state/commands/known-secrets.ts';
import { HermesHome } from '../server/hermes-state/hermes-home.ts';
import { InsightsReader } from '../server/hermes-state/insights/insights-reader.ts';
import { insightsQuerySchema } from '../server/hermes-state/insights/insights.contract.ts';
import { SessionDetails } from '../server/hermes-state/sessions/session-details.ts';
import { SessionMessages } from '../server/hermes-state/sessions/session-messages.ts';
import { SessionsSearch } from '../server/hermes-state/sessions/session-search.ts';
import {
  sessionListQuerySchema,
  sessionSearchQuerySchema,
  transcriptQuerySchema,
} from '../server/hermes-state/sessions/sessions.contract.ts';
import { SessionsReader } from '../server/hermes-state/sessions/sessions-reader.ts';
import { StateDatabase } from '../server/hermes-state/sessions/state-database.ts';
import { SqliteReader } from '../server/hermes-state/sqlite/sqlite-reader.ts';
import { readSettings } from '../server/settings.ts';
import { noon } from '../server/testing/state-database.ts';
import { fillStateDatabase } from './hermes-fill.ts';

// How long the panes over `state.db` take with 10,000 sessions and 200,000 messages: the first time, when a database
// nobody has open is copied, and then.
const folder = await mkdtemp(join(tmpdir(), 'hcp-hermes-scale-'));
const hermesHome = join(folder, 'hermes');
await mkdir(hermesHome);
fillStateDatabase(join(hermesHome, 'state.db'), { sessions: 10_000, messagesEach: 20 });
const { size } = await stat(join(hermesHome, 'state.db'));
console.log(`10,000 sessions, 200,000 messages, ${Math.round(size / 1e6)} MB`);

const settings = readSettings({
  HERMES_HOME: hermesHome,
  HERMES_DATA_DIR: join(folder, 'data'),
  HERMES_ADMIN_PASSWORD: 'only for this measurement',
});
const home = new HermesHome(settings);
const reader = new SqliteReader(home, settings);
const database = new StateDatabase(home, reader);
const secrets = new KnownSecrets(settings, home);
const command = new HermesCommand(settings, home, secrets);
const sessions = new SessionsReader(database, home, secrets, command);
const search = new SessionsSearch(database, secrets);
const messages = new SessionMessages(database, secrets);
const details = new SessionDetails(database, secrets);
const insights = new InsightsReader(database, home);
const now = new Date(noon * 1000);

const list = (query: object = {}) => sessions.list(sessionListQuerySchema.parse(query));
const find = (text: string, query: object = {}) =>
  search.search(sessionSearchQuerySchema.parse({ search: text, ...query }));
const { nextCursor } = await list();
const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['list', () => list()],
  ['list, second page', () => list({ cursor: nextCursor })],
  ['list, with failures only', () => list({ failed: 'true' })],
  ['list, one source', () => list({ source: 'cron' })],
  ['counts and names', () => sessions.stats('default')],
  ['search, a common word', () => find('deploy')],
  ['search, a rare word', () => find('zebra')],
  ['search, a common word in no source', () => find('deploy', { source: 'nowhere' })],
  ['search, one Chinese character', () => find('港')],
  ['transcript', () => messages.read('s005000', transcriptQuerySchema.parse({}))],
  ['session', () => details.read('s005000', 'default')],
  ['insights, 30 days', () => insights.read(insightsQuerySchema.parse({ days: 30 }), now)],
  ['insights, 400 days', () => insights.read(insightsQuerySchema.parse({ days: 400 }), now)],
  ['tools, 30 days', () => insights.tools(insightsQuerySchema.parse({ days: 30 }), now)],
  ['tools, 400 days', () => insights.tools(insightsQuerySchema.parse({ days: 400 }), now)],
];
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const figures: Record<string, object> = {};
for (const [name, work] of cases) {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  figures[name] = { medianMs: Math.round(times[2]!), worstMs: Math.round(times[4]!) };
}
console.table(figures);
console.log(`The event loop waited ${Math.round(delay.max / 1e6)} ms at most.`);
await reader.onApplicationShutdown();
await rm(folder, { recursive: true, force: true });
