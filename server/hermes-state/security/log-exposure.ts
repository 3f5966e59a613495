import type { FileHandle } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { redact } from '../../redaction.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf } from '../state-file.ts';
import type { LogExposure } from './security.contract.ts';

/** Of the end of each log. */
const bytesOfEach = 1_048_576;
const mostFiles = 12;
const mostLines = 20;
const pieceBytes = 65_536;
/** What is looked at of one line for what only looks like a secret. */
const longestLine = 8192;
const logName = /^\w[\w.-]*\.log(\.\d{1,3})?$/;
const lineFeed = 10;

type FileExposure = LogExposure['files'][number];

/** Looks for secrets where they must not be: in the newest part of what Hermes logs. */
@Injectable()
export class LogExposureScan {
  constructor(
    private readonly home: HermesHome,
    private readonly secrets: KnownSecrets,
  ) {}

  /** The profile must be there. */
  async scan(profile: string): Promise<LogExposure> {
    const path = this.home.pathIn(profile, 'logs');
    const [known, folder] = await Promise.all([
      this.secrets.list(profile),
      this.home.list('hermes', path, 1000),
    ]);
    const needles = known.map((secret) => Buffer.from(secret));
    const entries = folder.status === 'present' ? folder.value.entries : [];
    const logs = entries
      .filter(({ kind, name }) => kind === 'file' && logName.test(name))
      .sort((one, other) => (one.modifiedAt < other.modifiedAt ? 1 : -1));
    const files: FileExposure[] = [];
    if (folder.status === 'unreadable') files.push({ ...sourceOf(path, folder), ...nothing });
    for (const { name } of logs.slice(0, mostFiles))
      files.push(await this.scanFile(`${path}/${name}`, needles));
    return {
      at: new Date().toISOString(),
      profile,
      secretsKnown: needles.length,
      files,
      filesLeftOut: Math.max(0, logs.length - mostFiles),
    };
  }

  private async scanFile(path: string, needles: readonly Buffer[]): Promise<FileExposure> {
    const opened = await this.home.open('hermes', path);
    const source = sourceOf(path, opened);
    if (opened.status !== 'present') return { ...source, ...nothing };
    const { handle, facts } = opened.value;
    try {
      const start = Math.max(0, facts.bytes - bytesOfEach);
      const text = await readFrom(handle, start, facts.bytes);
      const found = await findIn(text, start, needles);
      return { ...source, bytes: facts.bytes, bytesScanned: text.length, ...found };
    } catch {
      // It was taken away or truncated meanwhile, or the disk fails.
      return { ...source, status: 'unreadable', reason: 'io_error', ...nothing };
    } finally {
      await handle.close();
    }
  }
}

const nothing = { bytes: 0, bytesScanned: 0, known: 0, lookalikes: 0, lines: [] };

async function readFrom(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(end - start);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, start + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/** Counts lines; a line with a known secret is not counted as a lookalike. Lets others go on between pieces. */
async function findIn(
  text: Buffer,
  start: number,
  needles: readonly Buffer[],
): Promise<Pick<FileExposure, 'known' | 'lookalikes' | 'lines'>> {
  const lines: FileExposure['lines'] = [];
  const counts = { known: 0, lookalike: 0 };
  // The first line is only a part of one when the beginning was not read.
  let from = start === 0 ? 0 : text.indexOf(lineFeed) + 1;
  let number = 1;
  while (from < text.length) {
    const feed = text.indexOf(lineFeed, Math.min(from + pieceBytes, text.length) - 1);
    const end = feed === -1 ? text.length : feed + 1;
    const piece = text.subarray(from, end);
    const suspects = needles.filter((needle) => piece.includes(needle));
    for (let at = 0; at < piece.length;) {
      const lineEnd = piece.indexOf(lineFeed, at);
      const line = piece.subarray(at, lineEnd === -1 ? piece.length : lineEnd);
      const kind = kindOf(line, suspects);
      if (kind !== undefined) {
        counts[kind]++;
        lines.push({ kind, line: start === 0 ? number : null, offset: start + from + at });
        if (lines.length > mostLines) lines.shift();
      }
      number++;
      at += line.length + 1;
    }
    from = end;
    await breathe();
  }
  return { known: counts.known, lookalikes: counts.lookalike, lines: lines.reverse() };
}

function kindOf(line: Buffer, suspects: readonly Buffer[]): 'known' | 'lookalike' | undefined {
  if (suspects.some((needle) => line.includes(needle))) return 'known';
  // Hermes writes three dots in the place of what it has hidden.
  const text = line.subarray(0, longestLine).toString('utf8').replaceAll('***', '');
  return redact(text) === text ? undefined : 'lookalike';
}
