import { mkdir, rm } from 'node:fs/promises';
import { KanbanModule } from '../hermes-state/kanban/kanban.module.ts';
import { HermesStateModule } from '../hermes-state/hermes-state.module.ts';
import { writeFakeHermesKanban } from './fake-hermes-kanban.ts';
import { createHermesHome, type HermesHomeFixture } from './hermes-home-fixture.ts';
import { createBoard, type BoardFixture } from './kanban-database.ts';
import { startTestConsole, type Answer, type ConsoleClient } from './test-console.ts';
import { openTestDatabase } from './test-database.ts';

const base = '/api/admin/hermes/kanban';

/** A console over a home with boards. */
export interface KanbanConsole {
  readonly fixture: HermesHomeFixture;
  readonly admin: ConsoleClient;
  /** Makes a board that is closed with the console; `default` is the root's own. */
  board(slug?: string, options?: Parameters<typeof createBoard>[1]): BoardFixture;
  /** Below `/api/admin/hermes/kanban`. */
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  /** What the command was called with, the profile left out. */
  calls(): Promise<string[][]>;
  /** Takes away whatever was put into the home. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function startKanbanConsole(): Promise<KanbanConsole> {
  const { database, close } = await openTestDatabase();
  const fixture = await createHermesHome();
  const hermesBin = await writeFakeHermesKanban(fixture.at('bin/hermes'));
  const console = await startTestConsole(
    database,
    { ...fixture.settings, hermesBin },
    { modules: [HermesStateModule, KanbanModule] },
  );
  const admin = await console.logIn();
  const boards: BoardFixture[] = [];
  const closeBoards = () => boards.splice(0).forEach((board) => board.close());
  return {
    fixture,
    admin,
    board(slug = 'default', options = {}) {
      const file =
        slug === 'default' ? '.hermes/kanban.db' : `.hermes/kanban/boards/${slug}/kanban.db`;
      const board = createBoard(fixture.at(file), options);
      boards.push(board);
      return board;
    },
    get: (path) => admin.get(`${base}${path}`),
    post: (path, body) => admin.post(`${base}${path}`, body),
    async calls() {
      const text = await fixture.text('bin/calls.jsonl').catch(() => '');
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.map((line) => (JSON.parse(line) as string[]).slice(2));
    },
    async clear() {
      closeBoards();
      for (const path of ['.hermes', 'bin/calls.jsonl', 'bin/sabotage', 'bin/mute'])
        await rm(fixture.at(path), { recursive: true, force: true });
      await mkdir(fixture.at('.hermes'));
    },
    async close() {
      closeBoards();
      await console.close();
      await fixture.remove();
      await close();
    },
  };
}
