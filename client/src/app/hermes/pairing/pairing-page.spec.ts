import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { Pairing } from '../../../../../server/hermes-state/pairing/pairing.contract';
import { refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../../testing/render';
import { someone } from '../../testing/samples';
import { PairingPage } from './pairing-page';

const path = '/api/admin/hermes/pairing';
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const pairing = (): Pairing => ({
  profile: 'default',
  at: inMinutes(0),
  files: [{ file: 'platforms/pairing', status: 'present', reason: null }],
  pending: [
    {
      id: 'r1',
      platform: 'telegram',
      userId: '77',
      userName: 'stranger',
      requestedAt: inMinutes(-10),
      expiresAt: inMinutes(50),
      isExpired: false,
      listedAs: 'cbf13091',
      lockedReason: null,
    },
    {
      id: 'r2',
      platform: 'telegram',
      userId: '88',
      userName: '',
      requestedAt: inMinutes(-70),
      // It expired after the page was read.
      expiresAt: inMinutes(-1),
      isExpired: false,
      listedAs: null,
      lockedReason: null,
    },
  ],
  approved: [
    {
      platform: 'telegram',
      userId: '1',
      userName: 'dev',
      approvedAt: inMinutes(-1000),
      allowedBy: 'TELEGRAM_ALLOWED_USERS',
      lockedReason: null,
    },
  ],
  limits: [{ platform: 'discord', failures: 2, lockedUntil: null }],
  allowLists: [
    { variable: 'TELEGRAM_ALLOWED_USERS', platform: 'telegram', users: 2, isEverybody: false },
    { variable: 'GATEWAY_ALLOW_ALL_USERS', platform: null, users: 0, isEverybody: true },
  ],
  isCut: false,
  unavailableReason: null,
});
const open = async (found = pairing(), me = someone()) => {
  await openPage([{ path: '**', component: PairingPage }], '/pairing', { me });
  (await requestTo(path)).flush(found);
  await eventually('list', () => shownText().includes('stranger'));
};
const isDisabled = (name: string) => (control(name) as HTMLButtonElement).disabled;

describe('Pairing page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('tells who asked, who may, and what else lets people in, open doors first', async () => {
    await open();
    const text = shownText();
    expect(text).toContain('Wrong codes typed for discord of late: 2.');
    expect(text.indexOf('lets everybody in on every platform')).toBeGreaterThan(0);
    expect(text.indexOf('lets everybody in on every platform')).toBeLessThan(
      text.indexOf('lets 2 users in on telegram besides'),
    );
    expect(isDisabled('Approve stranger…')).toBe(false);
    expect(isDisabled('Approve 88…')).toBe(true);
  });

  it('approves by the code of the request, and shows why it is refused', async () => {
    await open();
    control('Approve stranger…').click();
    await eventually('question', () => shownText().includes('Approve stranger'));
    type(field('Code'), 'ABC');
    control('Approve user').click();
    await eventually('mistake', () => shownText().includes('A code has eight'));
    type(field('Code'), 'abcd-2345');
    control('Approve user').click();
    const request = await requestTo(`${path}/approve`, 'POST');
    expect(request.request.body).toEqual({ platform: 'telegram', id: 'r1', code: 'abcd-2345' });
    refuse(request, 409, { code: 'pairing_code_unknown', message: 'No request has this code.' });
    await eventually('refusal', () => shownText().includes('No request has this code.'));
  });

  it('names what revoking touches before it is done', async () => {
    await open();
    control('Revoke the access of dev…').click();
    await eventually('question', () => shownText().includes('Revoke the access of dev?'));
    expect(shownText()).toContain('.env: TELEGRAM_ALLOWED_USERS');
    expect(shownText()).toContain('hermes -p default pairing revoke telegram 1');
    control('Revoke access').click();
    const { request } = await requestTo(`${path}/revoke`, 'POST');
    expect(request.body).toEqual({ platform: 'telegram', userId: '1' });
  });

  it('says why nothing can be done without the hermes command', async () => {
    await open({ ...pairing(), unavailableReason: 'There is no hermes command.' });
    expect(shownText()).toContain('There is no hermes command.');
    for (const name of ['Approve stranger…', 'Clear all…', 'Revoke the access of dev…'])
      expect(isDisabled(name)).toBe(true);
  });

  it('lets viewers read and nothing else', async () => {
    await open(pairing(), someone({ role: 'viewer' }));
    for (const word of ['Approve…', 'Revoke…', 'Clear all'])
      expect(shownText()).not.toContain(word);
  });
});
