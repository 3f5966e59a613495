import {
  accessSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './database/start-error.ts';
import { tryFlock } from './flock.ts';
import { isRunning, startTimeOf } from './http/process-start-time.ts';

const flagPattern = /^server-(\d+)-(\d+)\.lock$/;
const attempts = 5;
const pauseMs = 40;
/** Folders this process has locked; it keeps them to its end. */
const locked = new Set<string>();

/**
 * Makes the data folder and takes it for this process until it ends. Throws {@link StartError} when the folder cannot be
 * written, or when another process that runs has it.
 *
 * Each process raises a flag that bears its pid and start time, and only then looks for others: of two that do so at once
 * at least one sees the other. The flag of a process that has ended counts for nothing, however it ended. Processes of
 * another container bear numbers that mean nothing here, so there is a lock of the kernel besides.
 */
export async function takeDataFolder(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'run');
  const startTime = startTimeOf(process.pid) ?? 0;
  const flag = join(folder, `server-${process.pid}-${startTime}.lock`);
  const lower = () => rmSync(flag, { force: true });
  let holder = 0;
  for (let attempt = 0; attempt < attempts; attempt++) {
    raise(flag, dataDir, folder);
    const others = othersIn(folder, flag);
    if (others.length === 0) {
      process.once('exit', lower);
      if (lock(folder)) return;
      throw new StartError(
        `The data folder ${dataDir} is in use by a process that cannot be seen from here, such as one of another container. Stop that one, or set another HERMES_DATA_DIR.`,
      );
    }
    holder = others[0]!;
    // Of several that start together the lowest pid keeps its flag, so that one of them gets the folder.
    if (others.some((pid) => pid < process.pid)) lower();
    await sleep(pauseMs * (1 + Math.random()));
  }
  lower();
  throw new StartError(
    `The data folder ${dataDir} is in use by process ${holder}. Stop that one, or set another HERMES_DATA_DIR.`,
  );
}

function raise(flag: string, dataDir: string, folder: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(flag, '', { mode: 0o600 });
  } catch (error) {
    throw new StartError(
      `The data folder ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code}). Make it writable, or set HERMES_DATA_DIR.`,
    );
  }
}

/** Whether nobody else has the folder's lock; where there are no such locks, the flags have to do. */
function lock(folder: string): boolean {
  if (locked.has(folder)) return true;
  try {
    // Never closed: the lock ends with the process, however that ends.
    if (!tryFlock(openSync(folder, 'r'))) return false;
  } catch {
    return true;
  }
  locked.add(folder);
  return true;
}

/** Pids of other processes that run and have a flag here. Flags of processes that have ended are cleared away. */
function othersIn(folder: string, own: string): number[] {
  const pids: number[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const [, pid, startTime] = flagPattern.exec(name) ?? [];
    if (pid === undefined || path === own) continue;
    if (isRunning(Number(pid), Number(startTime))) pids.push(Number(pid));
    // Its name can never be that of a process that runs.
    else rmSync(path, { force: true });
  }
  return pids;
}
