import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets, maskedStart } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { numberOf, timeOf } from '../sessions/session-values.ts';
import { sourceOf } from '../state-file.ts';
import { GatewayReader } from '../status/gateway-reader.ts';
import { readLocks } from '../status/held-locks.ts';
import { BoardDatabase } from './board-database.ts';
import {
  boardPlace,
  boardsFolder,
  currentFile,
  defaultBoard,
  removedFolder,
} from './board-places.ts';
import { boardSlugSchema, type Kanban, type KanbanBoard } from './kanban.contract.ts';

const mostBoards = 50;
const mostEntries = 500;
const mostGateways = 50;
const mostBytes = 65_536;

/** Which boards there are, and whether anybody works on them. */
@Injectable()
export class BoardsReader {
  constructor(
    private readonly home: HermesHome,
    private readonly database: BoardDatabase,
    private readonly gateways: GatewayReader,
    private readonly command: HermesCommand,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Kanban> {
    await this.home.requireProfile(profile);
    const [{ slugs, isCut }, current, profiles, removed, mask] = await Promise.all([
      this.slugs(),
      this.home.readText('hermes', currentFile, mostBytes),
      this.home.profiles(),
      this.home.list('hermes', removedFolder, mostEntries),
      this.secrets.maskFor(defaultBoard),
    ]);
    const named = current.status === 'present' ? current.value.trim() : '';
    const currentSlug = slugs.includes(named) ? named : defaultBoard;
    return {
      boards: await Promise.all(slugs.map((slug) => this.board(slug, currentSlug, mask))),
      isCut,
      removed:
        removed.status === 'present'
          ? removed.value.entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name)
          : [],
      profiles,
      dispatcher: await this.dispatcher(profiles.slice(0, mostGateways)),
      unavailableReason: this.command.unavailableReason,
    };
  }

  /** Throws `NotFound` unless the board is there; the default one always is. */
  async require(slug: string): Promise<void> {
    if (!(await this.slugs()).slugs.includes(slug)) throw new NotFound(`The board ${slug}`);
  }

  /** The default board, and every folder with a database: Hermes takes no other for a board. */
  async slugs(): Promise<{ readonly slugs: readonly string[]; readonly isCut: boolean }> {
    const folder = await this.home.list('hermes', boardsFolder, mostEntries);
    if (folder.status !== 'present') return { slugs: [defaultBoard], isCut: false };
    const names = folder.value.entries
      .filter(({ name, kind }) => kind === 'folder' && boardSlugSchema.safeParse(name).success)
      .map(({ name }) => name)
      .filter((name) => name !== defaultBoard);
    const isBoard = await Promise.all(
      names.slice(0, mostBoards).map(async (name) => {
        const found = await this.home.facts('hermes', boardPlace(name).database);
        return found.status !== 'missing';
      }),
    );
    const slugs = names.slice(0, mostBoards).filter((_, index) => isBoard[index]);
    return {
      slugs: [defaultBoard, ...slugs],
      isCut: folder.value.isCut || names.length > mostBoards,
    };
  }

  private async board(
    slug: string,
    current: string,
    mask: (text: string) => string,
  ): Promise<KanbanBoard> {
    const { database, folder } = boardPlace(slug);
    const described = `${folder}/board.json`;
    const [found, facts] = await Promise.all([
      this.database.read(slug, () => ({
        counts: {
          sql: 'select status, count(*) as tasks from tasks group by status',
          maxRows: 100,
        },
      })),
      slug === defaultBoard
        ? ({ status: 'missing' } as const)
        : this.home.readJson('hermes', described, mostBytes),
    ]);
    const rows = found.status === 'present' ? found.value.counts.rows : [];
    const fields = facts.status === 'present' ? facts.value : {};
    const word = (name: string) => {
      const value = fields[name];
      return typeof value === 'string' ? maskedStart(value, 1000, mask) : '';
    };
    const created = fields.created_at;
    return {
      slug,
      name: word('name') || nameOf(slug),
      description: word('description'),
      icon: word('icon').slice(0, 8),
      color: /^#[0-9a-fA-F]{6}$/.test(word('color')) ? word('color') : '',
      defaultWorkdir: word('default_workdir') || null,
      createdAt: typeof created === 'number' ? timeOf(created) : null,
      isDefault: slug === defaultBoard,
      isCurrent: slug === current,
      isArchived: fields.archived === true,
      file: sourceOf(database, found),
      counts: Object.fromEntries(
        rows.map(({ status, tasks }) => [String(status), numberOf(tasks)]),
      ),
      total: rows.reduce((sum, { tasks }) => sum + numberOf(tasks), 0),
      problem: facts.status === 'unreadable' ? sourceOf(described, facts) : null,
    };
  }

  /** Any profile's gateway serves every board (hermes-agent 0.19, `kanban.dispatch_in_gateway`). */
  private async dispatcher(profiles: readonly string[]): Promise<Kanban['dispatcher']> {
    const locks = await readLocks();
    const readings = await Promise.all(
      profiles.map(async (profile) => {
        const { verdict } = (await this.gateways.read(profile, locks)).gateway;
        return { profile, verdict };
      }),
    );
    const up = ['running', 'starting', 'draining', 'elsewhere'];
    const running = readings.filter(({ verdict }) => up.includes(verdict));
    const configs = await Promise.all(
      running.map(({ profile }) =>
        this.home.readYaml('hermes', this.home.pathIn(profile, 'config.yaml')),
      ),
    );
    const dispatches = configs.map(
      (config) =>
        (config.status === 'present'
          ? (config.value.value.kanban as { dispatch_in_gateway?: unknown } | null | undefined)
          : undefined
        )?.dispatch_in_gateway !== false,
    );
    return {
      running: running.map(({ profile }) => profile),
      notDispatching: running
        .filter((_, index) => !dispatches[index])
        .map(({ profile }) => profile),
      unknown: readings
        .filter(({ verdict }) => verdict === 'unknown')
        .map(({ profile }) => profile),
    };
  }
}

/** Hermes' own way of naming a board that says no name. */
const nameOf = (slug: string): string =>
  slug
    .split(/[-_]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
