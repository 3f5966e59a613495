import type { FileHandle } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf, type FileFacts, type StateFile } from '../state-file.ts';
import { RecordFilter } from './log-filter.ts';
import { endOfWholeLines } from './log-lines.ts';
import { isPlainFile, offsetOfTime, scanAfter, scanBefore, type Scan } from './log-scan.ts';
import type { LogFiles, LogPage, LogQuery } from './logs.contract.ts';

const logName = /^\w[\w.-]*\.log(\.\d{1,3})?$/;
const mostFiles = 1000;
const noFilter = { isPattern: false };

interface OpenLog {
  readonly handle: FileHandle;
  readonly facts: FileFacts;
  readonly id: string;
}

/** The logs of Hermes, however large: read in blocks from where they are looked at. */
@Injectable()
export class LogReader {
  constructor(
    private readonly home: HermesHome,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async list(profile: string): Promise<LogFiles> {
    await this.home.requireProfile(profile);
    const path = this.home.pathIn(profile, 'logs');
    const folder = await this.home.list('hermes', path, mostFiles);
    const { entries, isCut } =
      folder.status === 'present' ? folder.value : { entries: [], isCut: false };
    const items = entries
      .filter(({ name, kind }) => kind === 'file' && logName.test(name))
      .map(({ name, bytes, modifiedAt }) => ({ name, bytes, modifiedAt }));
    return { profile, items, source: sourceOf(path, folder), isCut };
  }

  /** Throws `NotFound` for a profile that is not there, and as {@link RecordFilter} does. */
  async read(query: LogQuery): Promise<LogPage> {
    await this.home.requireProfile(query.profile);
    const filter = new RecordFilter(
      query.around === undefined ? query : noFilter,
      await this.secrets.maskFor(query.profile),
    );
    const { file, log, change } = await this.find(query);
    const source = sourceOf(this.pathOf(query.profile, file), log);
    if (log.status !== 'present') return pageWithout(query, { file, source });
    const { handle, facts, id } = log.value;
    try {
      const scan = await scanFor(
        handle,
        facts.bytes,
        change === 'none' ? query : tailOf(query),
        filter,
      );
      return {
        profile: query.profile,
        file,
        id,
        source,
        bytes: facts.bytes,
        modifiedAt: facts.modifiedAt,
        records: scan.records,
        olderBefore: scan.from === 0 ? null : scan.from,
        newerAfter: scan.to,
        isAtEnd: scan.isAtEnd,
        stoppedBy: scan.stoppedBy,
        bytesSearched: scan.to - scan.from,
        change,
      };
    } finally {
      await filter.end();
      await handle.close();
    }
  }

  pathOf(profile: string, file: string): string {
    return this.home.pathIn(profile, `logs/${file}`);
  }

  /**
   * The file that is meant. One that was rotated since lies under another name: who follows gets the new file, who has a
   * link to a line gets the line.
   */
  private async find(
    query: LogQuery,
  ): Promise<{ file: string; log: StateFile<OpenLog>; change: LogPage['change'] }> {
    const { profile, file, id } = query;
    const log = await this.open(profile, file);
    if (id === undefined || log.status !== 'present') return { file, log, change: 'none' };
    const { facts, id: foundId } = log.value;
    if (foundId === id) {
      const wanted = query.after ?? query.before ?? query.around ?? 0;
      return { file, log, change: wanted > facts.bytes ? 'truncated' : 'none' };
    }
    if (query.after !== undefined) return { file, log, change: 'rotated' };
    for (const { name } of (await this.list(profile)).items) {
      if (name === file || !name.startsWith(`${file}.`)) continue;
      const other = await this.open(profile, name);
      if (other.status !== 'present') continue;
      if (other.value.id !== id) {
        await other.value.handle.close();
        continue;
      }
      await log.value.handle.close();
      return { file: name, log: other, change: 'none' };
    }
    return { file, log, change: 'rotated' };
  }

  private async open(profile: string, file: string): Promise<StateFile<OpenLog>> {
    const opened = await this.home.open('hermes', this.pathOf(profile, file));
    if (opened.status !== 'present') return opened;
    const { handle, facts } = opened.value;
    const { dev, ino } = await handle.stat({ bigint: true });
    return { status: 'present', value: { handle, facts, id: `${dev}-${ino}` } };
  }
}

/** What is asked for of a file that is not the one that was meant: its end. */
const tailOf = (query: LogQuery): LogQuery => ({
  ...query,
  before: undefined,
  after: undefined,
  at: undefined,
  around: undefined,
});

async function scanFor(
  handle: FileHandle,
  size: number,
  query: LogQuery,
  filter: RecordFilter,
): Promise<Scan & { readonly isAtEnd: boolean }> {
  const { limit, at, around, before } = query;
  const isPlain = await isPlainFile(handle, size);
  const after = at === undefined ? query.after : await offsetOfTime(handle, size, at);
  if (around !== undefined) {
    const half = Math.max(1, Math.floor(limit / 2));
    const older = await scanBefore(handle, { before: around, limit: half, isPlain }, filter);
    const newer = await scanAfter(handle, { after: around, limit: half + 1, isPlain }, filter);
    return {
      ...newer,
      from: older.from,
      records: [...older.records, ...newer.records],
      isAtEnd: newer.stoppedBy === 'end',
    };
  }
  if (after !== undefined) {
    const scan = await scanAfter(handle, { after, limit, isPlain }, filter);
    return { ...scan, isAtEnd: scan.stoppedBy === 'end' };
  }
  if (before !== undefined && before < size) {
    const scan = await scanBefore(handle, { before, limit, isPlain }, filter);
    return { ...scan, isAtEnd: false };
  }
  const end = await endOfWholeLines(handle, size);
  const scan = await scanBefore(handle, { before: end, limit, isPlain }, filter);
  // What is behind it is being written.
  const rest = await scanAfter(handle, { after: end, limit, isPlain }, filter);
  const records = [...scan.records, ...rest.records];
  return { ...scan, records, to: rest.to, isAtEnd: rest.stoppedBy === 'end' };
}

function pageWithout(
  { profile }: LogQuery,
  { file, source }: Pick<LogPage, 'file' | 'source'>,
): LogPage {
  return {
    profile,
    file,
    id: null,
    source,
    bytes: 0,
    modifiedAt: null,
    records: [],
    olderBefore: null,
    newerAfter: 0,
    isAtEnd: true,
    stoppedBy: 'end',
    bytesSearched: 0,
    change: 'none',
  };
}
