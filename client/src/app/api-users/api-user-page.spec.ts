import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { ApiUserDetail } from '../../../../server/api-users/api-users.contract';
import { refuse, requestTo } from '../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../testing/render';
import { apiUserDetail, idOf, someone } from '../testing/samples';
import { ApiUserPage } from './api-user-page';

const path = `/api/admin/api-users/${idOf(1)}`;

const open = (query = '', who: Parameters<typeof openPage>[2] = {}) =>
  openPage(
    [
      { path: 'api-users/:id', component: ApiUserPage },
      { path: 'api-users', children: [] },
    ],
    `/api-users/${idOf(1)}${query}`,
    who,
  );

const answerDetail = async (change: Partial<ApiUserDetail> = {}): Promise<void> => {
  const detail = apiUserDetail(change);
  (await requestTo(path)).flush(detail);
  await eventually('name', () => shownText().includes(detail.displayName));
};

describe('Page of an API user', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('shows the use of the month against the cap, and when the cap will be reached', async () => {
    await open();
    const reachesCapAt = new Date(Date.now() + 3.2 * 86_400_000).toISOString();
    await answerDetail({
      forecast: { monthEndsAt: '2026-12-01T00:00:00.000Z', tokens: 1_200_000, reachesCapAt },
    });
    expect(shownText()).toContain('850,000 of 1,000,000 tokens');
    expect(shownText()).toContain('1,200,000 tokens by the end of the month (120 % of the cap)');
    expect(shownText()).toContain('The cap is reached in 3 days at this pace.');
  });

  it('asks for the days of the range in the address, and writes a chosen one there', async () => {
    await open('?range=7d');
    await answerDetail();
    const { params } = (await requestTo('/api/admin/usage/days')).request;
    const days = (Date.now() - Date.parse(params.get('from') ?? '')) / 86_400_000;
    expect(Math.floor(days)).toBe(6);
    expect(params.get('apiUserId')).toBe(idOf(1));
    expect((await requestTo(`${path}/refusals`)).request.params.get('hours')).toBe('168');
    type(field('Time range'), '365d');
    await eventually('address', () => TestBed.inject(Router).url.endsWith('?range=365d'));
    expect((await requestTo(`${path}/refusals`)).request.params.get('hours')).toBe('744');
  });

  it('shows the other parts when one fails, and retries that one alone', async () => {
    await open();
    await answerDetail();
    refuse(await requestTo(`${path}/key-history`), 500, { code: 'internal', message: 'Broken.' });
    await eventually('cause', () => shownText().includes('Key history could not be loaded'));
    expect(shownText()).toContain('Request id req-1');
    control('Retry').click();
    (await requestTo(`${path}/key-history`)).flush({
      items: [
        {
          kind: 'rotated',
          at: '2026-11-20T10:00:00.000Z',
          key: { prefix: 'hms_cd34', lastFour: 'abcd' },
          by: { id: idOf(7), name: 'ada', role: 'admin', address: '192.0.2.1', sequence: 12 },
        },
      ],
      recordedSince: '2026-11-01T10:00:00.000Z',
    });
    await eventually('history', () => shownText().includes('Key rotated hms_cd34…abcd'));
    expect(control('event 12').getAttribute('href')).toBe('/administration/events?open=12');
  });

  it('adds up refusals by reason, the most frequent first', async () => {
    await open();
    await answerDetail();
    const refusal = { hour: '2026-11-20T10:00:00.000Z', lastAt: '2026-11-20T10:05:00.000Z' };
    (await requestTo(`${path}/refusals`)).flush({
      items: [
        { ...refusal, gateway: 'pre', reason: 'key_rotated', refusals: 3 },
        { ...refusal, gateway: 'pre', reason: 'rate_limit_exceeded', refusals: 2 },
        { ...refusal, gateway: 'post', reason: 'rate_limit_exceeded', refusals: 4 },
      ],
    });
    await eventually('reasons', () => shownText().includes('An old key was used'));
    const text = shownText();
    expect(text.indexOf('Too many requests')).toBeLessThan(text.indexOf('An old key was used'));
    expect(text).toMatch(/rate_limit_exceeded ?pre ?post ?6/);
  });

  it('opens the question that the address asks for, once', async () => {
    await open('?ask=rotate');
    await answerDetail();
    (await requestTo(path)).flush(
      apiUserDetail({ keyUse: { requestsLastHour: 10_000, hasMore: true } }),
    );
    await eventually('question', () =>
      shownText().includes('More than 10,000 requests used it in the last hour.'),
    );
    await eventually('address', () => !TestBed.inject(Router).url.includes('ask'));
  });

  it('says that a new key is of no use yet while the user is revoked', async () => {
    await open();
    await answerDetail({ status: 'revoked', revokedAt: '2026-11-20T10:00:00.000Z' });
    control('Rotate key…').click();
    refuse(await requestTo(path), 500, { code: 'internal' });
    await eventually('question', () => shownText().includes('could not be found out.'));
    expect(shownText()).toContain('works once the user is restored');
  });

  it('asks a viewer nothing and offers no change', async () => {
    await open('?ask=delete', { me: someone({ role: 'viewer' }) });
    await answerDetail();
    await eventually('address', () => !TestBed.inject(Router).url.includes('ask'));
    expect(document.querySelector('[role="alertdialog"]')).toBeNull();
    for (const name of ['Edit…', 'Rotate key…', 'Revoke key…', 'Delete…'])
      expect(() => control(name)).toThrow();
  });

  it('says what stays in the log before it deletes, and leaves afterwards', async () => {
    await open();
    await answerDetail();
    control('Delete…').click();
    (await requestTo('/api/admin/logs/count')).flush({
      count: 7,
      hasMore: false,
      countedBackTo: null,
    });
    (await requestTo('/api/admin/logs/storage')).flush({ retentionDays: 90 });
    await eventually('question', () =>
      shownText().includes(
        '7 requests of it stay in the audit log under the name Research team, each until it is 90 days old.',
      ),
    );
    type(field(/^Type/), 'Research team');
    await eventually('button', () => !(control('Delete user') as HTMLButtonElement).disabled);
    control('Delete user').click();
    (await requestTo(path, 'DELETE')).flush(null);
    await eventually('list', () => TestBed.inject(Router).url === '/api-users');
  });

  it('says when the user does not exist, and leads to its log', async () => {
    await open();
    refuse(await requestTo(path), 404, { code: 'not_found' });
    await eventually('note', () => shownText().includes('does not exist (any more)'));
    expect(control('Its requests').getAttribute('href')).toBe(`/audit?apiUserId=${idOf(1)}`);
  });

  it('shows nothing of one user under the address of another', async () => {
    await open();
    await answerDetail();
    await TestBed.inject(Router).navigateByUrl(`/api-users/${idOf(2)}`);
    await eventually('change', () => !shownText().includes('Research team'));
    expect((await requestTo(`/api/admin/api-users/${idOf(2)}`)).request.method).toBe('GET');
  });
});
