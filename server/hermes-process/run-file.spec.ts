import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as startTimes from '../http/process-start-time.ts';
import { RunFile } from './run-file.ts';

// As on a system without /proc.
jest.mock('../http/process-start-time.ts', () => ({
  isRunning: jest.fn(() => true),
  startTimeOf: jest.fn(() => undefined),
}));

let folder: string;
let child: ChildProcess;
let file: RunFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-run-'));
  file = new RunFile(join(folder, 'run', 'hermes-gateway-default.json'));
  child = spawn('sleep', ['60'], { stdio: 'ignore' });
  await once(child, 'spawn');
});
afterEach(async () => {
  child.kill('SIGKILL');
  await once(child, 'close');
  await rm(folder, { recursive: true, force: true });
});

const note = (args?: string) => file.write({ pid: child.pid!, startTime: 0, args });

describe('a noted process whose start time cannot be told', () => {
  it('is believed in when its command line is that of the one that was started', () => {
    note('60');
    expect(file.read()).toMatchObject({ pid: child.pid });
  });

  it('is not believed in when its number belongs to another program', () => {
    note('-p default gateway run');
    expect(file.read()).toBeUndefined();
  });

  it('is not believed in when nothing is known of its command line', () => {
    note();
    expect(file.read()).toBeUndefined();
  });

  it('is not said to have ended, for nobody knows', () => {
    note('-p default gateway run');
    expect(file.ended()).toEqual([]);
    jest.mocked(startTimes.isRunning).mockReturnValueOnce(false);
    expect(file.ended()).toEqual([{ pid: child.pid, startTime: 0 }]);
  });
});
