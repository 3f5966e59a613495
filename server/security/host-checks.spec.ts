import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hermesEnvironment } from '../hermes-process/hermes-environment.ts';
import { HermesHome } from '../hermes-state/hermes-home.ts';
import { createHermesHome, type HermesHomeFixture } from '../testing/hermes-home-fixture.ts';
import { testSettings } from '../testing/test-settings.ts';
import { environmentCheck, hostChecks } from './host-checks.ts';

describe('what commands of Hermes are handed', () => {
  const settings = testSettings({ databaseUrl: 'postgres://me:database-password@db/hermes' });
  const ours = {
    DATABASE_URL: settings.databaseUrl,
    HERMES_ADMIN_PASSWORD: settings.adminPassword,
    HERMES_METRICS_TOKEN: 'a-token-of-sixteen',
  };

  it('is clean although the environment of this process holds every secret', () => {
    const handed = hermesEnvironment('/home/hermes/.hermes', { PATH: '/bin', ...ours });
    expect(environmentCheck(settings, handed)).toMatchObject({ state: 'pass' });
  });

  it('fails with a secret of ours under any name, which is not shown', () => {
    for (const environment of [
      { DATABASE_URL: 'anything' },
      { LANG: `x${settings.adminPassword}x` },
      { TZ: 'database-password' },
    ]) {
      const check = environmentCheck(settings, environment);
      expect(check).toMatchObject({
        state: 'fail',
        evidence: [{ key: Object.keys(environment)[0], value: 'holds a secret' }],
      });
    }
  });

  it('warns of the password of a proxy', () => {
    const check = environmentCheck(settings, { HTTPS_PROXY: 'http://me:hunter22@proxy:3128' });
    expect(check).toMatchObject({ state: 'warn', evidence: [{ key: 'HTTPS_PROXY' }] });
    expect(JSON.stringify(check)).not.toContain('hunter22');
  });
});

describe('this machine', () => {
  let fixture: HermesHomeFixture;
  beforeEach(async () => {
    fixture = await createHermesHome();
  });
  afterEach(() => fixture.remove());
  const owner = process.getuid!();
  const check = async (id: string, uid: number | undefined = owner, file?: string) =>
    (await hostChecks(fixture.settings, { file }, fixture.home, uid)).find(
      (each) => each.id === id,
    )!;

  it('is warned of when Hermes has the same user as this process', async () => {
    expect((await check('host.user', owner + 1)).state).toBe('pass');
    expect((await check('host.user', owner)).state).toBe('warn');
  });

  it('is warned of when something runs as root', async () => {
    expect((await check('host.root', 0)).state).toBe('warn');
    expect((await check('host.root', 1000)).state).toBe(owner === 0 ? 'warn' : 'pass');
  });

  it('passes without a home of Hermes, and is not known when there is something else', async () => {
    const homeAt = (hermesHome: string) => new HermesHome({ ...fixture.settings, hermesHome });
    const of = async (home: HermesHome) =>
      (await hostChecks(fixture.settings, { file: undefined }, home, owner)).find(
        ({ id }) => id === 'host.user',
      );
    expect(await of(homeAt(fixture.at('nowhere')))).toMatchObject({ state: 'pass' });
    expect(await of(homeAt(await fixture.put('a-file', '')))).toMatchObject({ state: 'unknown' });
  });

  it('fails when others read the data folder or the first password', async () => {
    const { dataDir } = fixture.settings;
    await mkdir(dataDir, { recursive: true });
    const file = join(dataDir, 'admin-password');
    await writeFile(file, 'x', { mode: 0o600 });
    await chmod(dataDir, 0o711);
    expect((await check('host.data_folder')).state).toBe('pass');
    expect((await check('host.password_file', owner, file)).state).toBe('pass');
    await chmod(dataDir, 0o755);
    await chmod(file, 0o644);
    expect((await check('host.data_folder')).state).toBe('fail');
    expect((await check('host.password_file', owner, file)).state).toBe('fail');
    expect(await check('host.password_file', owner, `${file}-gone`)).toMatchObject({
      state: 'unknown',
      evidence: [{ file: `${file}-gone`, value: 'ENOENT' }],
    });
  });
});
