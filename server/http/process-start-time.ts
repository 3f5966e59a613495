import { readFileSync } from 'node:fs';

/**
 * When a process started, in clock ticks since boot: field 22 of proc(5)'s `stat`, whose second field may hold spaces and
 * brackets. Nothing when there is no such process, or no /proc.
 */
export function startTimeOf(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // A process that has ended but was not waited for is gone for our purposes.
    return fields[0] === 'Z' ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}

/** Whether the process that started at this time still runs; a number used again has another start time. */
export function isRunning(pid: number, startTime: number): boolean {
  const now = startTimeOf(pid);
  if (now !== undefined) return now === startTime;
  if (process.platform === 'linux') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: there is no such process.
    return false;
  }
}
