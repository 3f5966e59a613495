import { mkdir, symlink } from 'node:fs/promises';
import { eventually } from '../../testing/eventually.ts';
import { pairingRequest, writePairingVerbs } from '../../testing/fake-pairing-verbs.ts';
import { folderState } from '../../testing/folder-state.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { Job, JobOutput } from '../commands/jobs.contract.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import type { Pairing } from './pairing.contract.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
let profile: string;
let profiles = 0;
const api = '/api/admin/hermes/pairing';
const inProfile = (path: string) => `.hermes/profiles/${profile}/${path}`;
const put = (path: string, content: unknown) => fixture.put(inProfile(path), content);
const putPairing = (name: string, content: unknown) => put(`platforms/pairing/${name}`, content);
const stored = async (name: string) =>
  JSON.parse(await fixture.text(inProfile(`platforms/pairing/${name}`))) as object;

const code = 'ABCD2345';
const otherCode = 'WXYZ6789';
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const pending = () => ({
  r1: pairingRequest(code, '700000077', 'stranger', minutesAgo(10)),
  r2: pairingRequest(otherCode, '700000088', 'other', minutesAgo(20)),
  old: pairingRequest('QQQQ2222', '700000099', 'late', minutesAgo(61)),
});
const approved = { '700000001': { user_name: 'dev_example', approved_at: 1_795_220_804.95 } };

beforeAll(async () => {
  fixture = await createHermesHome();
  await writePairingVerbs(fixture.at('bin/hermes'));
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: fixture.at('bin/hermes'),
  });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});
const enter = async (name: string) => {
  profile = name;
  await mkdir(fixture.at(inProfile('')), { recursive: true });
  await putPairing('telegram-pending.json', pending());
  await putPairing('telegram-approved.json', approved);
};
beforeEach(() => enter(`p${++profiles}`));

const read = async (): Promise<Pairing> => {
  const response = await product.api('GET', `${api}?profile=${profile}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Pairing;
};
const send = (below: string, body: object = {}) =>
  product.api('POST', `${api}/${below}?profile=${profile}`, body);
const calls = () => fixture.text('bin/hermes.calls').catch(() => '');
const run = async (below: string, body?: object): Promise<JobOutput> => {
  const response = await send(below, body);
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as Job;
  return eventually(async () => {
    const answer = await product.api('GET', `/api/admin/hermes/jobs/${id}`);
    const output = (await answer.json()) as JobOutput;
    expect(output.job.endedAt).not.toBeNull();
    return output;
  });
};

describe('pairing', () => {
  it('tells who asked and who may, newest first, without what a code could be found from', async () => {
    const found = await read();
    expect(found.pending).toMatchObject([
      { id: 'r1', platform: 'telegram', userId: '700000077', isExpired: false, lockedReason: null },
      { id: 'r2', userName: 'other' },
      { id: 'old', isExpired: true, lockedReason: expect.stringContaining('expired') },
    ]);
    const { r1 } = pending();
    expect(found.pending[0]!.listedAs).toBe(String(r1.hash).slice(0, 8));
    expect(found.approved).toMatchObject([
      { userId: '700000001', userName: 'dev_example', approvedAt: expect.stringMatching(/^2026/) },
    ]);
    for (const hidden of [r1.hash, r1.salt]) expect(JSON.stringify(found)).not.toContain(hidden);
  });

  it('changes nothing in the home by being read, also where requests have expired', async () => {
    const before = await folderState(fixture.at('.hermes'));
    await read();
    expect(await folderState(fixture.at('.hermes'))).toEqual(before);
  });

  it('reads the older folder too; what lies in the newer one counts', async () => {
    await put('pairing/telegram-approved.json', {
      '700000001': { user_name: 'older' },
      '9': { user_name: 'only there' },
    });
    expect((await read()).approved.map(({ userName }) => userName).sort()).toEqual([
      'dev_example',
      'only there',
    ]);
  });

  it('tells of platforms that are locked, and of people whom .env lets in', async () => {
    await putPairing('_rate_limits.json', {
      'telegram:1': 1,
      '_failures:discord': 2,
      '_failures:telegram': 0,
      '_lockout:telegram': Date.now() / 1000 + 600,
      '_lockout:slack': 5,
    });
    await put(
      '.env',
      'TELEGRAM_ALLOWED_USERS=700000001, 5\nDISCORD_ALLOWED_USERS=*\nGATEWAY_ALLOW_ALL_USERS=true\nSLACK_ALLOWED_USERS=\nQQ_GROUP_ALLOWED_USERS=1\n',
    );
    const { limits, allowLists, approved: users, pending: requests } = await read();
    expect(limits).toEqual([
      { platform: 'discord', failures: 2, lockedUntil: null },
      { platform: 'telegram', failures: 0, lockedUntil: expect.any(String) },
    ]);
    expect(requests[0]!.lockedReason).toMatch('Too many wrong codes');
    expect(allowLists).toEqual([
      { variable: 'TELEGRAM_ALLOWED_USERS', platform: 'telegram', users: 2, isEverybody: false },
      { variable: 'DISCORD_ALLOWED_USERS', platform: 'discord', users: 1, isEverybody: true },
      { variable: 'GATEWAY_ALLOW_ALL_USERS', platform: null, users: 0, isEverybody: true },
    ]);
    expect(users[0]!.allowedBy).toBe('TELEGRAM_ALLOWED_USERS');
  });

  it('is empty where there are no files', async () => {
    await mkdir(fixture.at('.hermes/profiles/blank'), { recursive: true });
    profile = 'blank';
    expect(await read()).toMatchObject({ pending: [], approved: [], limits: [], isCut: false });
  });

  it('names files that cannot be read, beside those that can', async () => {
    await putPairing('discord-pending.json', '{"half"');
    await putPairing('slack-approved.json', '["no mapping"]');
    await putPairing('matrix-approved.json', Buffer.from([0xff, 0x00]));
    await putPairing('signal-approved.json', '{"1": "no mapping", "__proto__": {}}');
    const secret = await fixture.put(`secret-${profile}`, '{"1": {}}');
    await symlink(secret, fixture.at(inProfile('platforms/pairing/email-approved.json')));
    const { files, approved: users } = await read();
    const unread = files.filter(({ status }) => status === 'unreadable');
    expect(unread.map(({ file, reason }) => [file.split('/').at(-1), reason]).sort()).toEqual([
      ['discord-pending.json', 'not_json'],
      ['email-approved.json', 'not_regular'],
      ['matrix-approved.json', 'not_utf8'],
      ['slack-approved.json', 'unexpected_shape'],
    ]);
    expect(users.map(({ userId }) => userId)).toEqual(['700000001']);
  });

  it('says when there is too much', async () => {
    const many = Object.fromEntries(Array.from({ length: 6000 }, (_, at) => [`u${at}`, {}]));
    await putPairing('telegram-approved.json', many);
    const { approved: users, isCut } = await read();
    expect([users.length, isCut]).toEqual([5000, true]);
  });
});

/** What the history of `.env` holds, newest first. */
const keptEnvironments = async () => {
  const editor = product.product.console.get(HermesFileEditor);
  const file = { profile, path: '.env' };
  const versions = await editor.history(file);
  return Promise.all(versions.map(({ id }) => editor.pastText(file, id)));
};

describe('a user', () => {
  it('is approved by the code, which is seen nowhere', async () => {
    await put('.env', 'TELEGRAM_ALLOWED_USERS=5\n');
    const typed = ' abcd-2345';
    const output = await run('approve', { platform: 'telegram', id: 'r1', code: typed });
    expect(output.job).toMatchObject({
      state: 'succeeded',
      verified: {
        isAsWanted: true,
        text: 'The user is approved, and TELEGRAM_ALLOWED_USERS names the user too.',
      },
    });
    expect(JSON.stringify(output)).not.toContain(code);
    expect(Object.keys(await stored('telegram-approved.json'))).toContain('700000077');
    expect((await read()).pending.map(({ id }) => id)).toEqual(['r2', 'old']);
    const events = await (await product.api('GET', '/api/admin/events?limit=5')).text();
    expect(events).toContain('hermes_pairing.approve');
    expect(events).not.toContain(code);
  });

  it.each([
    ['r1', 'ABCD2346', 409, 'pairing_code_unknown'],
    ['r1', otherCode, 409, 'other (700000088)'],
    ['old', 'QQQQ2222', 409, 'pairing_locked'],
    ['gone', code, 404, 'not_found'],
    ['r1', 'ABC', 422, 'code'],
    ['r1', 'ABCD1234', 422, 'code'],
  ])('is not approved as %s with %s, and Hermes is not asked', async (id, typed, status, said) => {
    const before = await calls();
    const refused = await send('approve', { platform: 'telegram', id, code: typed });
    expect([refused.status, await refused.text()]).toEqual([status, expect.stringContaining(said)]);
    expect(await calls()).toBe(before);
  });

  it('gets and loses access with .env kept as it was before, because Hermes writes it', async () => {
    await put('.env', 'TELEGRAM_ALLOWED_USERS=5\n');
    await run('approve', { platform: 'telegram', id: 'r1', code });
    expect(await keptEnvironments()).toEqual(['TELEGRAM_ALLOWED_USERS=5\n']);
    await run('revoke', { platform: 'telegram', userId: '700000077' });
    expect((await keptEnvironments())[0]).toBe('TELEGRAM_ALLOWED_USERS=5,700000077\n');
  });

  it('is not let in where .env cannot be kept, but loses access there', async () => {
    await symlink(await fixture.put(`env-${profile}`, 'A=1\n'), fixture.at(inProfile('.env')));
    const refused = await send('approve', { platform: 'telegram', id: 'r1', code });
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('file_unusable'),
    ]);
    const { job } = await run('revoke', { platform: 'telegram', userId: '700000001' });
    expect(job.state).toBe('succeeded');
  });

  it('loses access', async () => {
    await put('.env', 'TELEGRAM_ALLOWED_USERS=700000001,5\n');
    const { job } = await run('revoke', { platform: 'telegram', userId: '700000001' });
    expect(job).toMatchObject({ state: 'succeeded', verified: { isAsWanted: true } });
    expect(await stored('telegram-approved.json')).toEqual({});
    const again = await send('revoke', { platform: 'telegram', userId: '700000001' });
    expect(again.status).toBe(404);
  });

  it('whom .env still lets in after that has not lost it', async () => {
    await enter('keeper');
    await put('.env', 'TELEGRAM_ALLOWED_USERS=700000001\n');
    const { job } = await run('revoke', { platform: 'telegram', userId: '700000001' });
    expect(job).toMatchObject({ state: 'failed', verified: { isAsWanted: false } });
    expect(job.verified!.text).toContain('TELEGRAM_ALLOWED_USERS in .env still lets the user in');
  });

  it('is not what the hermes command would take for an option', async () => {
    await putPairing('telegram-approved.json', { '--help': {}, '-100123': {} });
    const { approved: users } = await read();
    expect(users.map(({ userId, lockedReason }) => [userId, lockedReason === null]).sort()).toEqual(
      [
        ['--help', false],
        ['-100123', true],
      ],
    );
    const refused = await send('revoke', { platform: 'telegram', userId: '--help' });
    expect(refused.status).toBe(422);
  });
});

describe('requests', () => {
  it('are cleared, all of them', async () => {
    await putPairing('discord-pending.json', pending());
    const { job } = await run('clear-pending');
    expect(job).toMatchObject({ state: 'succeeded', verified: { isAsWanted: true } });
    expect((await read()).pending).toEqual([]);
    expect((await send('clear-pending')).status).toBe(409);
  });

  it('and users that are as they were after a verb are a failure, although it exits with 0', async () => {
    await enter('stubborn');
    const bodies = {
      'clear-pending': {},
      approve: { platform: 'telegram', id: 'r1', code },
      revoke: { platform: 'telegram', userId: '700000001' },
    };
    for (const [verb, body] of Object.entries(bodies)) {
      const { job } = await run(verb, body);
      expect(job).toMatchObject({ exitCode: 0, state: 'failed', verified: { isAsWanted: false } });
    }
  });
});
