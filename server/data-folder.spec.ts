import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeDataFolder } from './data-folder.ts';
import { startTimeOf } from './http/process-start-time.ts';

describe('The data folder', () => {
  let dataDir: string;
  let other: ChildProcess;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hcp-folder-'));
    other = spawn('sleep', ['600']);
    await once(other, 'spawn');
  });
  afterEach(async () => {
    other.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  const flags = () => readdir(join(dataDir, 'run'));
  const leaveFlag = async (pid: number, startTime: number) => {
    await mkdir(join(dataDir, 'run'));
    await writeFile(join(dataDir, 'run', `server-${pid}-${startTime}.lock`), '');
  };
  const own = `server-${process.pid}-${startTimeOf(process.pid)}.lock`;

  it('is made and taken', async () => {
    await takeDataFolder(join(dataDir, 'new', 'folder'));
    expect(await readdir(join(dataDir, 'new', 'folder', 'run'))).toEqual([own]);
  });

  it('is refused while another process has it, whose number is said', async () => {
    await leaveFlag(other.pid!, startTimeOf(other.pid!)!);
    await expect(takeDataFolder(dataDir)).rejects.toThrow(
      `The data folder ${dataDir} is in use by process ${other.pid}.`,
    );
    expect(await flags()).toEqual([`server-${other.pid}-${startTimeOf(other.pid!)}.lock`]);
  });

  it('is taken from a process that was killed', async () => {
    const startTime = startTimeOf(other.pid!)!;
    other.kill('SIGKILL');
    await once(other, 'exit');
    await leaveFlag(other.pid!, startTime);
    await takeDataFolder(dataDir);
    expect(await flags()).toEqual([own]);
  });

  it('is refused while a process of another container has it, whose number means nothing here', async () => {
    await mkdir(join(dataDir, 'run'));
    // As the product does, but without a flag.
    const program = `const koffi = require('koffi');
      const flock = koffi.load(null).func('int flock(int, int)');
      console.log(flock(require('fs').openSync(${JSON.stringify(join(dataDir, 'run'))}), 6));
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['-e', program], { cwd: import.meta.dirname });
    try {
      expect(String(await once(holder.stdout, 'data'))).toBe('0\n');
      await expect(takeDataFolder(dataDir)).rejects.toThrow('cannot be seen from here');
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      await takeDataFolder(dataDir);
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('is taken from a process whose number another one bears by now', async () => {
    await leaveFlag(other.pid!, startTimeOf(other.pid!)! - 1);
    await takeDataFolder(dataDir);
    expect(await flags()).toEqual([own]);
  });
});
