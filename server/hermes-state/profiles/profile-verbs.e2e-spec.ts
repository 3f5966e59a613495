import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { eventually } from '../../testing/eventually.ts';
import { writeProfileVerbs } from '../../testing/fake-profile-verbs.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { ConsoleClient, type Answer } from '../../testing/test-console.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { JobOutput } from '../commands/jobs.contract.ts';

const path = '/api/admin/hermes/profiles';

describe('a verb of profiles', () => {
  let folder: string;
  let fixture: HermesHomeFixture;
  let product: TestProduct;
  let admin: ConsoleClient;

  beforeAll(async () => {
    Logger.overrideLogger(['error', 'fatal']);
    folder = await mkdtemp(join(tmpdir(), 'hcp-verbs-'));
    fixture = await createHermesHome();
    await writeProfileVerbs(join(folder, 'hermes'), fixture.at('.local/bin'));
    for (const name of ['coder', 'worker', 'lost', 'stubborn', 'busy', 'named'])
      await fixture.put(`.hermes/profiles/${name}/config.yaml`, `model: ${name}\n`);
    product = await startTestProduct({
      HERMES_BIN: join(folder, 'hermes'),
      HERMES_HOME: fixture.at('.hermes'),
    });
    admin = new ConsoleClient(product.consoleUrl);
    await admin.logIn(adminPassword);
  });
  afterAll(async () => {
    await product?.stop();
    await fixture?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const endOf = (answer: Answer): Promise<JobOutput> => {
    expect([answer.status, answer.body?.error]).toEqual([201, undefined]);
    return eventually(async () => {
      const { body } = await admin.get(`/api/admin/hermes/jobs/${answer.body.id}`);
      expect(body.job.state).not.toBe('running');
      return body as JobOutput;
    });
  };
  const post = async (to: string, body: object = {}) => admin.post(`${path}${to}`, body);
  const codeOf = ({ status, body }: Answer) => [status, body.error?.code];

  it('clones another profile, and says what is there afterwards', async () => {
    const { job } = await endOf(
      await post('', {
        name: 'copy',
        from: { kind: 'clone', source: 'coder' },
        withSkills: false,
        description: '-- it is "x"',
      }),
    );
    expect([job.state, job.verified?.text]).toEqual([
      'succeeded',
      expect.stringContaining('model coder'),
    ]);
    const calls = await readFile(join(folder, 'hermes.calls'), 'utf8');
    expect(calls).toContain(
      '-p default profile create copy --clone --clone-from coder --no-skills --description=-- it is "x"',
    );
    expect(await fixture.text('.hermes/profiles/copy/config.yaml')).toBe('model: coder\n');
  });

  it('does not create what is there, what is reserved, or from what is not there', async () => {
    const create = (name: string, source?: string) =>
      post('', { name, from: source ? { kind: 'clone', source } : { kind: 'fresh' } });
    expect(codeOf(await create('coder'))).toEqual([409, 'profile_exists']);
    expect((await create('hermes')).status).toBe(422);
    expect((await create('../up')).status).toBe(422);
    expect((await create('fine', 'nobody')).status).toBe(404);
  });

  it('renames, and names the command that comes with it', async () => {
    const { job } = await endOf(await post('/named/rename', { to: 'renamed' }));
    expect([job.state, job.verified?.text]).toEqual([
      'succeeded',
      expect.stringContaining(fixture.at('.local/bin/renamed')),
    ]);
    expect(codeOf(await post('/default/rename', { to: 'other' }))).toEqual([409, 'profile_in_use']);
    expect(codeOf(await post('/coder/rename', { to: 'worker' }))).toEqual([409, 'profile_exists']);
  });

  it('archives, lists, hands out and removes the archive', async () => {
    await fixture.put('.hermes/profiles/coder/state.db', 'x');
    const { job } = await endOf(await post('/coder/export'));
    expect([job.state, job.verified?.text]).toEqual([
      'succeeded',
      expect.stringMatching(/whole: 1 files.*Not in it: state\.db\./),
    ]);
    const [archive] = (await admin.get(`${path}/archives`)).body.items;
    expect(archive).toMatchObject({ profile: 'coder', bytes: expect.any(Number) });
    const download = await admin.get(`${path}/archives/${archive.file}/download`);
    expect([download.status, download.headers.get('content-length')]).toEqual([
      200,
      String(archive.bytes),
    ]);
    expect((await admin.delete(`${path}/archives/${archive.file}`)).status).toBe(204);
    expect((await admin.get(`${path}/archives/${archive.file}/download`)).status).toBe(404);
    expect((await admin.get(`${path}/archives/..%2f..%2fx/download`)).status).toBe(422);
  });

  it('fails when it says that it archived and there is nothing', async () => {
    const { job } = await endOf(await post('/lost/export'));
    expect([job.state, job.exitCode, job.verified]).toEqual([
      'failed',
      0,
      { isAsWanted: false, text: 'There is no archive in its place.' },
    ]);
  });

  it('hands archives to administrators only', async () => {
    await endOf(await post('/worker/export'));
    const [archive] = (await admin.get(`${path}/archives`)).body.items;
    await admin.post('/api/admin/administrators', {
      username: 'vera',
      password: 'a password that was given',
      role: 'viewer',
    });
    const viewer = new ConsoleClient(product.consoleUrl);
    await viewer.logIn('a password that was given', 'vera');
    const refused = await viewer.get(`${path}/archives/${archive.file}/download`);
    expect(refused.status).toBe(403);
    expect((await viewer.post(`${path}/worker/export`)).status).toBe(403);
  });

  it('deletes with an archive at hand, or by decision without one', async () => {
    const nameless = await post('/worker/delete', { typedName: 'work', archive: null });
    expect(codeOf(nameless)).toEqual([422, 'name_not_typed']);
    await endOf(await post('/worker/export'));
    const { items } = (await admin.get(`${path}/archives`)).body;
    const { file } = items.find((each: { profile: string }) => each.profile === 'worker');
    const foreign = await post('/coder/delete', { typedName: 'coder', archive: file });
    expect(codeOf(foreign)).toEqual([409, 'archive_unusable']);
    const { job } = await endOf(
      await post('/worker/delete', { typedName: 'worker', archive: file }),
    );
    expect([job.state, job.verified?.text]).toEqual([
      'succeeded',
      `Its folder is gone. The archive is ${file}.`,
    ]);
  });

  it('does not delete over a damaged archive', async () => {
    await endOf(await post('/coder/export'));
    const { items, folder: archives } = (await admin.get(`${path}/archives`)).body;
    const { file, bytes } = items.find((each: { profile: string }) => each.profile === 'coder');
    const whole = await readFile(join(archives, file));
    await writeFile(join(archives, file), whole.subarray(0, bytes - 20));
    const refused = await post('/coder/delete', { typedName: 'coder', archive: file });
    expect(codeOf(refused)).toEqual([409, 'archive_unusable']);
    expect(await fixture.text('.hermes/profiles/coder/config.yaml')).toBe('model: coder\n');
  });

  it('fails when it says that it deleted and the folder is still there', async () => {
    const { job } = await endOf(
      await post('/stubborn/delete', { typedName: 'stubborn', archive: null }),
    );
    expect([job.state, job.exitCode, job.verified?.text]).toEqual([
      'failed',
      0,
      'Its folder is still there.',
    ]);
  });

  it('does not delete the default, the active one, or one whose gateway may run', async () => {
    const remove = (name: string) => post(`/${name}/delete`, { typedName: name, archive: null });
    expect(codeOf(await remove('default'))).toEqual([409, 'profile_in_use']);
    await post('/busy/use');
    expect(codeOf(await remove('busy'))).toEqual([409, 'profile_in_use']);
    await post('/default/use');
    const beat = { updated_at: new Date().toISOString() };
    await fixture.put('.hermes/profiles/busy/state/gateway.heartbeat', beat);
    await fixture.put('.hermes/profiles/busy/gateway_state.json', { gateway_state: 'running' });
    expect(codeOf(await remove('busy'))).toEqual([409, 'profile_in_use']);
    expect(codeOf(await post('/busy/rename', { to: 'calm' }))).toEqual([409, 'profile_in_use']);
  });
});
