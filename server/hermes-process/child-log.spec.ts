import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { ChildLog, type LogLimits } from './child-log.ts';

let folder: string;
let secrets: string[];

beforeEach(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  folder = await mkdtemp(join(tmpdir(), 'hcp-log-'));
  secrets = ['correct-horse'];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const newLog = (limits: Partial<LogLimits> = {}, name = 'logs/child.log') =>
  new ChildLog(
    join(folder, name),
    async () => (text) =>
      secrets.reduce((clean, secret) => clean.replaceAll(secret, '[hidden]'), text),
    limits,
  );
const textOf = (name: string) => readFile(join(folder, 'logs', name), 'utf8');

describe('the log of a child', () => {
  it('keeps lines with their time and stream, for this account only', async () => {
    const log = newLog();
    log.add('hello', 'out');
    log.add('oh', 'err');
    await log.flush();
    expect(await textOf('child.log')).toMatch(/^\S+Z out hello\n\S+Z err oh\n$/);
    expect((await stat(join(folder, 'logs/child.log'))).mode & 0o777).toBe(0o600);
  });

  it('keeps no secret, also not one that was cut off with the line', async () => {
    const log = newLog();
    log.add(`${'a'.repeat(7990)} correct-horse and more`, 'err');
    await log.flush();
    expect(await textOf('child.log')).not.toContain('correct');
    expect(await textOf('child.log')).toContain('[hidden]');
  });

  it('does not show what has become known as a secret since', async () => {
    const log = newLog();
    log.add('staple', 'out');
    await log.flush();
    secrets = ['staple'];
    const { lines } = await newLog().tail(10);
    expect(lines).toEqual([expect.stringMatching(/out \[hidden\]$/)]);
  });

  it('goes on in a new file when one is full, and keeps as many as it may', async () => {
    const log = newLog({ fileBytes: 1000, files: 3 });
    for (let number = 0; number < 200; number++) log.add(`line ${number}`, 'out');
    await log.flush();
    expect((await readdir(join(folder, 'logs'))).sort()).toEqual([
      'child.log',
      'child.log.1',
      'child.log.2',
    ]);
    for (const name of await readdir(join(folder, 'logs')))
      expect(Buffer.byteLength(await textOf(name))).toBeLessThanOrEqual(1000);
    const { lines, isCut } = await log.tail(40);
    expect(lines.map((line) => Number(line.split(' ').at(-1)))).toEqual(
      Array.from({ length: 40 }, (_, index) => 160 + index),
    );
    expect(isCut).toBe(true);
  });

  it('goes on in the file of an earlier process', async () => {
    const first = newLog({ fileBytes: 1000 });
    for (let number = 0; number < 20; number++) first.add(`line ${number}`, 'out');
    await first.flush();
    const second = newLog({ fileBytes: 1000 });
    for (let number = 20; number < 40; number++) second.add(`line ${number}`, 'out');
    await second.flush();
    expect(Buffer.byteLength(await textOf('child.log'))).toBeLessThanOrEqual(1000);
    expect((await second.tail(40)).lines).toHaveLength(40);
  });

  it('counts what it leaves out of a flood', async () => {
    const log = newLog({ bytesPerSecond: 1000 });
    for (let number = 0; number < 5000; number++) log.add('a line of a flood', 'out');
    log.add('said by us', 'hcp');
    await log.flush();
    const { lines } = await log.tail(1000);
    expect(lines.length).toBeLessThan(100);
    expect(lines.at(-1)).toMatch(/ hcp 49\d\d lines left out: it wrote faster than is kept\.$/);
    expect(lines.some((line) => line.endsWith('said by us'))).toBe(true);
  });

  it('goes on once it can be written again', async () => {
    await writeFile(join(folder, 'logs'), 'a file in its place');
    const log = newLog();
    log.add('lost', 'out');
    await log.flush();
    await rm(join(folder, 'logs'));
    log.add('kept', 'out');
    await log.flush();
    expect((await log.tail(10)).lines).toEqual([expect.stringMatching(/ out kept$/)]);
  });
});
