import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isRunning } from '../http/process-start-time.ts';

const runSchema = z.object({
  pid: z.number().int().positive(),
  /** As `startTimeOf` tells it. */
  startTime: z.number(),
  startedAt: z.iso.datetime().optional(),
  /** Of a proxy: where it listens, and whose subscription it spends. */
  port: z.number().int().optional(),
  provider: z.string().optional(),
});

/** A process that was started, as it is noted for a later process of ours. */
export type ChildRun = z.infer<typeof runSchema>;

/** Remembers a child over a restart of ours, so that there is never a second copy of it. */
export class RunFile {
  constructor(private readonly path: string) {}

  /** The noted process, if it still runs. */
  read(): ChildRun | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch {
      // Never started, or stopped properly.
      return undefined;
    }
    const parsed = runSchema.safeParse(parse(text));
    return parsed.success && isRunning(parsed.data.pid, parsed.data.startTime)
      ? parsed.data
      : undefined;
  }

  write(run: ChildRun): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    writeFileSync(this.path, JSON.stringify(run), { mode: 0o600 });
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half-written by a crash: nothing is known then.
    return undefined;
  }
}
