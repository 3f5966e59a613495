import { symlink } from 'node:fs/promises';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { LogExposureScan } from './log-exposure.ts';

const secret = 'zz-9f8e7d6c5b4a39281706';
let fixture: HermesHomeFixture;
let scan: LogExposureScan;

beforeEach(async () => {
  fixture = await createHermesHome();
  await fixture.put('.hermes/.env', `LOCAL_KEY=${secret}\n`);
  scan = new LogExposureScan(fixture.home, new KnownSecrets(fixture.settings, fixture.home));
});
afterEach(() => fixture.remove());

const log = (text: string | Buffer, name = 'agent.log') =>
  fixture.put(`.hermes/logs/${name}`, text);
const found = async () => (await scan.scan('default')).files;

describe('the scan of the logs', () => {
  it('finds nothing where there is nothing', async () => {
    expect(await scan.scan('default')).toMatchObject({ files: [], filesLeftOut: 0 });
    await log('2026-11-20 10:00:00,123 INFO agent: key zz-9…1706 was refused\n');
    expect(await found()).toMatchObject([{ known: 0, lookalikes: 0, lines: [] }]);
  });

  it('names the lines of a secret, the newest first, and never the secret', async () => {
    await log(`one\ntwo ${secret}\nthree\nfour ${secret} ${secret}`);
    const files = await found();
    expect(files).toMatchObject([
      {
        file: 'logs/agent.log',
        known: 2,
        lines: [
          { kind: 'known', line: 4, offset: 38 },
          { kind: 'known', line: 2, offset: 4 },
        ],
      },
    ]);
    expect(JSON.stringify(files)).not.toContain(secret);
  });

  it('tells what only looks like a secret from one that is in use', async () => {
    await log('Authorization: Bearer abcdefghijklmnop\n');
    expect(await found()).toMatchObject([{ known: 0, lookalikes: 1 }]);
  });

  it('reads the end of a large log only, and one line of any length', async () => {
    const line = `${'x'.repeat(99)}\n`;
    await log(`${secret}\n${line.repeat(30_000)}${secret}\n`);
    await log(Buffer.alloc(3_000_000, 'y'), 'one.log');
    const files = await found();
    expect(files.find(({ file }) => file === 'logs/agent.log')).toMatchObject({
      bytes: 3_000_048,
      bytesScanned: 1_048_576,
      known: 1,
      lines: [{ line: null, offset: 3_000_024 }],
    });
    expect(files.find(({ file }) => file === 'logs/one.log')).toMatchObject({ known: 0 });
  });

  it('follows no link, and says how many logs it left out', async () => {
    await fixture.put('outside.log', secret);
    await log('fine\n');
    await symlink(fixture.at('outside.log'), fixture.at('.hermes/logs/linked.log'));
    for (let number = 1; number <= 14; number++) await log('old\n', `old.log.${number}`);
    const { files, filesLeftOut } = await scan.scan('default');
    expect(files.map(({ file }) => file)).not.toContain('logs/linked.log');
    expect([files.length, filesLeftOut]).toEqual([12, 3]);
  });
});
