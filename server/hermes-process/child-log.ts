import { appendFile, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { redact } from '../redaction.ts';

export type LogSource = 'out' | 'err' | 'hcp';
/** Answers a function that takes the secrets out of a text; they may change while a child runs. */
export type MaskSource = () => Promise<(text: string) => string>;

/** Takes out what looks like a secret; the known ones are for those who can read them. */
export const maskShapes: MaskSource = async () => (text) => redact(text);

export interface LogLimits {
  /** Of one file. */
  readonly fileBytes: number;
  /** The one that is written and those before it. */
  readonly files: number;
  /** What is kept of a flood; the rest is counted. */
  readonly bytesPerSecond: number;
}

const usualLimits: LogLimits = { fileBytes: 5_242_880, files: 3, bytesPerSecond: 262_144 };
const longestLine = 8000;
const gatherMs = 100;
const maskMs = 2000;
/** What is read for the last lines, in bytes. */
const tailBytes = 262_144;

/**
 * What a child writes, in files of a bounded size, without its secrets: `<path>`, and before it `<path>.1` and so on. A
 * child that writes faster than is kept is not slowed down; what of it was left out is counted in the file.
 */
export class ChildLog {
  private readonly logger = new Logger('ChildLog');
  private readonly limits: LogLimits;
  private pending: { readonly at: string; readonly source: LogSource; readonly text: string }[] =
    [];
  private writing: Promise<void> | undefined;
  private size: number | undefined;
  private windowEndsMs = 0;
  private budget = 0;
  private leftOut = 0;
  private hasFailed = false;
  private mask: ((text: string) => string) | undefined;
  private maskEndsMs = 0;

  constructor(
    readonly path: string,
    private readonly maskSource: MaskSource,
    limits: Partial<LogLimits> = {},
  ) {
    this.limits = { ...usualLimits, ...limits };
  }

  /** Keeps a line; it is written in a moment. What this process itself has to say (`hcp`) is never left out. */
  add(text: string, source: LogSource): void {
    const now = performance.now();
    if (now >= this.windowEndsMs) {
      this.tellLeftOut();
      this.windowEndsMs = now + 1000;
      this.budget = this.limits.bytesPerSecond;
    }
    if (source !== 'hcp' && this.budget <= 0) {
      this.leftOut++;
      return;
    }
    this.budget -= Math.min(text.length, longestLine) + 1;
    this.pending.push({ at: new Date().toISOString(), source, text });
    this.writing ??= this.write();
  }

  /** Waits until everything is written. */
  async flush(): Promise<void> {
    this.tellLeftOut();
    while (this.writing) await this.writing;
  }

  /** The newest lines of the files, masked again: what was no secret then may be known as one now. */
  async tail(most: number): Promise<{ readonly lines: string[]; readonly isCut: boolean }> {
    const mask = await this.currentMask();
    const lines: string[] = [];
    for (let number = 0; number < this.limits.files && lines.length <= most; number++) {
      const found = await endOf(this.nameOf(number));
      if (found === undefined) break;
      lines.unshift(...found.text.split('\n').slice(0, -1));
      if (found.isCut) return { lines: lines.slice(-most).map(mask), isCut: true };
    }
    return { lines: lines.slice(-most).map(mask), isCut: lines.length > most };
  }

  /** A text of the child as it may be shown. */
  async clean(text: string): Promise<string> {
    return (await this.currentMask())(text);
  }

  private tellLeftOut(): void {
    if (this.leftOut === 0) return;
    const text = `${this.leftOut} lines left out: it wrote faster than is kept.`;
    this.leftOut = 0;
    this.pending.push({ at: new Date().toISOString(), source: 'hcp', text });
    this.writing ??= this.write();
  }

  private async write(): Promise<void> {
    await sleep(gatherMs);
    try {
      while (this.pending.length > 0) {
        const taken = this.pending;
        this.pending = [];
        await this.append(taken);
      }
      this.hasFailed = false;
    } catch (error) {
      if (!this.hasFailed) this.logger.warn(`${this.path}: ${(error as Error).message}`);
      this.hasFailed = true;
      this.size = undefined;
    } finally {
      this.writing = undefined;
    }
  }

  private async append(taken: typeof this.pending): Promise<void> {
    const mask = await this.currentMask();
    const { fileBytes } = this.limits;
    this.size ??= await this.openSize();
    let text = '';
    let bytes = 0;
    for (const { at, source, text: said } of taken) {
      // Masked before it is cut, for half a secret is not recognised.
      const clean = mask(said);
      const shown = clean.length > longestLine ? `${clean.slice(0, longestLine)} …` : clean;
      const line = `${at} ${source} ${shown}\n`;
      const length = Buffer.byteLength(line);
      if (this.size + bytes + length > fileBytes && this.size + bytes > 0) {
        await this.put(text, bytes);
        await this.rotate();
        text = '';
        bytes = 0;
      }
      text += line;
      bytes += length;
    }
    await this.put(text, bytes);
  }

  private async put(text: string, bytes: number): Promise<void> {
    if (bytes === 0) return;
    await appendFile(this.path, text, { mode: 0o600 });
    this.size! += bytes;
  }

  private async openSize(): Promise<number> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const found = await stat(this.path).catch(() => undefined);
    return found?.size ?? 0;
  }

  private async rotate(): Promise<void> {
    for (let number = this.limits.files - 1; number > 0; number--)
      await rename(this.nameOf(number - 1), this.nameOf(number)).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      });
    this.size = 0;
  }

  private nameOf(number: number): string {
    return number === 0 ? this.path : `${this.path}.${number}`;
  }

  private async currentMask(): Promise<(text: string) => string> {
    const now = performance.now();
    if (this.mask === undefined || now >= this.maskEndsMs) {
      this.mask = await this.maskSource();
      this.maskEndsMs = now + maskMs;
    }
    return this.mask;
  }
}

/** The last whole lines of a file; nothing when there is none. */
async function endOf(path: string): Promise<{ text: string; isCut: boolean } | undefined> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(size - from),
      0,
      size - from,
      from,
    );
    const text = buffer.toString('utf8', 0, bytesRead);
    return { text: from > 0 ? text.slice(text.indexOf('\n') + 1) : text, isCut: from > 0 };
  } finally {
    await handle.close();
  }
}
