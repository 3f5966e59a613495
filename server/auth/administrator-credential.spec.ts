import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testSettings } from '../testing/test-settings.ts';
import { AdministratorCredential } from './administrator-credential.ts';

describe('the credential of the administrator', () => {
  let dataDir: string;
  const load = (adminPassword?: string) =>
    AdministratorCredential.load(testSettings({ dataDir, adminPassword }));

  beforeEach(async () => {
    dataDir = join(await mkdtemp(join(tmpdir(), 'hcp-credential-')), 'data');
  });

  it('is the one of the settings, and then nothing is written', async () => {
    expect(await load('a password that was set')).toMatchObject({
      username: 'admin',
      password: 'a password that was set',
      file: undefined,
      isNew: false,
    });
    await expect(stat(dataDir)).rejects.toThrow('ENOENT');
  });

  it('is generated at the first start', async () => {
    const credential = await load();
    expect(credential).toMatchObject({ isNew: true, file: join(dataDir, 'admin-password') });
    expect(credential.password).toMatch(/^[0-9A-Za-z]{24}$/);
  });

  it('lies in a file that only its owner may read', async () => {
    const { file, password } = await load();
    expect((await readFile(file!, 'utf8')).trim()).toBe(password);
    expect((await stat(file!)).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o711);
  });

  it('stays the same at the next start', async () => {
    const first = await load();
    expect(await load()).toMatchObject({ password: first.password, isNew: false });
  });

  it('is the same for processes that start together, and one of them has made it', async () => {
    const credentials = await Promise.all(Array.from({ length: 8 }, () => load()));
    expect(new Set(credentials.map(({ password }) => password)).size).toBe(1);
    expect(credentials.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await readdir(dataDir)).toEqual(['admin-password']);
  });

  it('is not taken from an empty file', async () => {
    const { file } = await load();
    await writeFile(file!, '\n');
    await expect(load()).rejects.toThrow('holds no password of at least 16 characters');
  });

  it('cannot be made where nothing can be written', async () => {
    await writeFile(dataDir, 'a file');
    await expect(load()).rejects.toThrow(/admin-password cannot be/);
  });
});
