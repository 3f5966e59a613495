import { chmod, mkdir, rm, stat, symlink } from 'node:fs/promises';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { FileModes } from './file-modes.ts';

let fixture: HermesHomeFixture;
let modes: FileModes;

beforeEach(async () => {
  fixture = await createHermesHome();
  await chmod(fixture.at('.hermes'), 0o700);
  modes = new FileModes(fixture.home);
});
afterEach(() => fixture.remove());

const check = async (id: string, profile = 'default') =>
  (await modes.check(profile)).find((each) => each.id === id)!;
const modeOf = async (path: string) => (await stat(fixture.at(path))).mode & 0o777;

describe('the mode of a file with secrets', () => {
  it.each([
    ['auth.json', 'files.auth.json'],
    ['.env', 'files..env'],
    ['config.yaml', 'files.config.yaml'],
    ['.anthropic_oauth.json', 'files..anthropic_oauth.json'],
    ['webhook_subscriptions.json', 'files.webhook_subscriptions.json'],
    ['shell-hooks-allowlist.json', 'files.shell-hooks-allowlist.json'],
    ['platforms/pairing/telegram-approved.json', 'files.platforms/pairing'],
    ['pairing/telegram-approved.json', 'files.pairing'],
    ['mcp-tokens/linear.json', 'files.mcp-tokens'],
    ['shared/nous_auth.json', 'files.shared'],
    ['backups/all.zip', 'files.backups'],
    ['.env.bak', 'files.copies'],
  ])('%s passes when only the owner gets at it, and else it does not', async (path, id) => {
    expect((await check(id)).state).toBe('pass');
    const folders = path.split('/').slice(0, -1);
    if (folders.length > 0)
      await mkdir(fixture.at(`.hermes/${folders.join('/')}`), { recursive: true, mode: 0o700 });
    await fixture.put(`.hermes/${path}`, '{}', 0o600);
    expect(await check(id)).toMatchObject({ state: 'pass', mend: [] });
    await chmod(fixture.at(`.hermes/${path}`), 0o640);
    expect(await check(id)).toMatchObject({
      state: 'warn',
      evidence: [{ file: path, key: 'mode', value: '0640' }],
      mend: [{ file: path, mode: '0640', wanted: '0600' }],
    });
    await chmod(fixture.at(`.hermes/${path}`), 0o644);
    expect((await check(id)).state).toBe('fail');
    await modes.mend('default', [id]);
    expect(await modeOf(`.hermes/${path}`)).toBe(0o600);
    expect((await check(id)).state).toBe('pass');
  });

  it('of the home itself, and of logins of other programs, is looked at too', async () => {
    expect((await check('files.home')).state).toBe('pass');
    await chmod(fixture.at('.hermes'), 0o755);
    expect((await check('files.home')).state).toBe('fail');
    await fixture.put('.codex/auth.json', '{}', 0o644);
    expect((await check('files.codex')).state).toBe('fail');
    await modes.mend('default', ['files.home', 'files.codex']);
    expect([await modeOf('.hermes'), await modeOf('.codex/auth.json')]).toEqual([0o700, 0o600]);
  });

  it('is not known of a home that is not there', async () => {
    await rm(fixture.at('.hermes'), { recursive: true });
    expect(await check('files.home')).toMatchObject({
      state: 'unknown',
      evidence: [{ file: fixture.at('.hermes'), value: 'missing' }],
    });
  });

  it('is not known of a link, whose target is left alone', async () => {
    await fixture.put('outside.json', '{}', 0o644);
    await symlink(fixture.at('outside.json'), fixture.at('.hermes/auth.json'));
    await mkdir(fixture.at('outside'), { mode: 0o755 });
    await symlink(fixture.at('outside'), fixture.at('.hermes/mcp-tokens'));
    expect(await check('files.auth.json')).toMatchObject({
      state: 'unknown',
      evidence: [{ file: 'auth.json' }],
    });
    expect((await check('files.mcp-tokens')).state).toBe('unknown');
    await modes.mend('default', ['files.auth.json', 'files.mcp-tokens']);
    expect(await modeOf('outside.json')).toBe(0o644);
    expect(await modeOf('outside')).toBe(0o755);
  });

  it('of a profile that leads out of the home is neither read nor set', async () => {
    await mkdir(fixture.at('outside'), { mode: 0o755 });
    await mkdir(fixture.at('.hermes/profiles'));
    await symlink(fixture.at('outside'), fixture.at('.hermes/profiles/away'));
    expect((await check('files.home', 'away')).state).toBe('unknown');
    await modes.mend('away', ['files.home']);
    expect(await modeOf('outside')).toBe(0o755);
  });
});
