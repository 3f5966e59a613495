import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { ApiUserListItem } from '../../../../server/api-users/api-users.contract';
import { refuse, requestTo } from '../testing/answer-http';
import { control, eventually, field, openPage, press, shownText, type } from '../testing/render';
import { apiUser, apiUserDetail, gateways, idOf, listedUser, someone } from '../testing/samples';
import { ApiUsersPage } from './api-users-page';

const path = '/api/admin/api-users';
const key = `hms_${'aB3'.repeat(14)}x`;

const runningPath = '/api/admin/live/requests';

const open = (address = '/api-users', who: Parameters<typeof openPage>[2] = {}) =>
  openPage([{ path: 'api-users', component: ApiUsersPage }], address, who);

const pageOf = (items: readonly ApiUserListItem[], nextCursor: string | null = null) => ({
  items,
  nextCursor,
  hoursFrom: '2026-11-20T10:00:00.000Z',
});

const answerList = async (...items: ApiUserListItem[]): Promise<void> => {
  (await requestTo(path)).flush(pageOf(items));
  await eventually('list', () => items.every((item) => shownText().includes(item.displayName)));
};

const chooseAction = async (name: string): Promise<void> => {
  control('Actions for Research team').click();
  await eventually('menu', () => document.querySelector('[role="menu"]') !== null);
  control(name).click();
};

const createUser = async (): Promise<void> => {
  control('New API user').click();
  await eventually('sheet', () => shownText().includes('Create user and key'));
  type(field('Name'), 'Research team');
  control('Create user and key').click();
};

describe('API users page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('asks the server for what the address says, and writes a chosen sort there', async () => {
    await open('/api-users?status=revoked&unusedForDays=30&overCap=perhaps&colour=blue');
    const request = await requestTo(path);
    expect(request.request.params.toString()).toBe('status=revoked&unusedForDays=30');
    request.flush(pageOf([listedUser()]));
    await eventually('list', () => shownText().includes('Research team'));
    control('Tokens this month').click();
    const router = TestBed.inject(Router);
    await eventually('address', () => router.url.includes('sort=capShare'));
    const sorted = await requestTo(path);
    expect(sorted.request.params.toString()).toBe(
      'status=revoked&unusedForDays=30&sort=capShare&direction=asc',
    );
  });

  it('downloads the list as it is filtered and sorted', async () => {
    await open('/api-users?search=a%26b&sort=name&direction=desc');
    await answerList(listedUser());
    expect(control('Download CSV').getAttribute('href')).toBe(
      `${path}/download?search=a%26b&sort=name&direction=desc&format=csv`,
    );
  });

  it('says that nobody is there yet, and offers to make the first one', async () => {
    await open();
    (await requestTo(path)).flush(pageOf([]));
    await eventually('note', () => shownText().includes('No API users yet'));
    control('Create the first one').click();
    await eventually('sheet', () => shownText().includes('Create user and key'));
  });

  it('shows a viewer everything and offers no change', async () => {
    await open('/api-users', { me: someone({ role: 'viewer' }) });
    await answerList(listedUser());
    expect(() => control('New API user')).toThrow();
    expect(document.querySelector('input[type="checkbox"]')).toBeNull();
    control('Actions for Research team').click();
    await eventually('menu', () => document.querySelector('[role="menu"]') !== null);
    const items = [...document.querySelectorAll('[role="menuitem"]')];
    expect(items.map((item) => item.textContent.trim())).toEqual(['Show details', 'Show requests']);
  });

  it('revokes what is selected after naming it, and tells what became of each', async () => {
    await open();
    const other = listedUser({ id: idOf(3), displayName: 'Billing' });
    await answerList(listedUser(), other);
    for (const name of ['Research team', 'Billing'])
      document
        .querySelector(`[aria-label="Select ${name}"]`)
        ?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await eventually('bar', () => shownText().includes('2 rows selected'));
    control('Revoke keys…').click();
    (await requestTo(runningPath)).flush({
      items: [
        { apiUserId: other.id, state: 'answering' },
        { apiUserId: other.id, state: 'ended' },
        { apiUserId: idOf(99), state: 'answering' },
      ],
    });
    await eventually('question', () => shownText().includes('Billing: 1 request running'));
    expect(shownText()).toContain('1 request is running now');
    control('Revoke 2 keys').click();
    const request = await requestTo(`${path}/revoke`, 'POST');
    expect(request.request.body).toEqual({ ids: [idOf(1), other.id], endStreams: false });
    request.flush({
      items: [
        { id: idOf(1), displayName: 'Research team', outcome: 'revoked' },
        { id: other.id, displayName: null, outcome: 'not_found' },
      ],
    });
    await eventually('outcome', () => shownText().includes('1 of 2 keys revoked now'));
    expect(shownText()).toMatch(/Billing ?Does not exist any more/);
    control('Close').click();
    await eventually('end', () => !shownText().includes('rows selected'));
  });

  it('shows why the list is missing, with the request id, and reads again on demand', async () => {
    await open();
    refuse(await requestTo(path), 500, { code: 'internal', message: 'Internal server error' });
    await eventually('cause', () => shownText().includes('Internal server error'));
    expect(shownText()).toContain('Request id req-1');
    control('Retry').click();
    await answerList(listedUser());
  });

  it('puts mistakes next to their fields, and the focus in the first of them', async () => {
    await open();
    await answerList(listedUser());
    control('New API user').click();
    // It takes the focus itself when it has come in.
    await eventually('sheet', () => !!document.activeElement?.closest('mat-dialog-container'));
    type(field('Requests per minute'), '1.5');
    control('Create user and key').click();
    await eventually('focus', () => document.activeElement === field('Name'));
    const rate = field('Requests per minute');
    const note = document.getElementById(rate.getAttribute('aria-describedby') ?? '');
    expect(note?.textContent).toBe('Use a whole number from 1 to 1,000,000.');
  });

  it('shows what the server finds wrong next to the field it names', async () => {
    await open();
    await answerList(listedUser());
    await createUser();
    refuse(await requestTo(path, 'POST'), 422, {
      code: 'invalid',
      details: { fields: [{ path: 'displayName', message: 'Taken.' }] },
    });
    await eventually('message', () => shownText().includes('Taken.'));
    expect(field('Name').getAttribute('aria-invalid')).toBe('true');
  });

  it('shows a new key until the operator says that it is stored', async () => {
    await open();
    await answerList(listedUser());
    await createUser();
    (await requestTo(path, 'POST')).flush({ apiUser: apiUser(), key });
    await eventually('key', () => shownText().includes(key));
    (await requestTo('/api/admin/gateways')).flush(gateways);
    await eventually('example', () =>
      shownText().includes('curl http://127.0.0.1:8646/v1/chat/completions'),
    );
    expect(control('Close')).toHaveProperty('disabled', true);
    press('Escape');
    document.querySelector<HTMLElement>('.cdk-overlay-backdrop')?.click();
    expect(shownText()).toContain(key);
    field('I have stored it').click();
    await eventually('button', () => !(control('Close') as HTMLButtonElement).disabled);
    control('Close').click();
    await eventually('end', () => !shownText().includes(key));
  });

  it('names a model that the gateway has in the example for a new key', async () => {
    await open();
    await answerList(listedUser());
    await createUser();
    (await requestTo(path, 'POST')).flush({ apiUser: apiUser({ gateways: ['pre'] }), key });
    (await requestTo('/api/admin/gateways')).flush(gateways);
    await eventually('stand-in', () => shownText().includes('Put in a model'));
    (await requestTo('/api/admin/playground/models')).flush({ items: ['first', 'second'] });
    await eventually('model', () => shownText().includes('"model":"first"'));
    expect(shownText()).not.toContain('Put in a model');
  });

  it('shows what somebody else saved, and overwrites only what this operator changed', async () => {
    await open();
    await answerList(listedUser());
    await chooseAction('Edit…');
    await eventually('sheet', () => shownText().includes('Save changes'));
    type(field('Name'), 'Research group');
    control('Save changes').click();
    const first = await requestTo(`${path}/${apiUser().id}`, 'PATCH');
    expect(first.request.body).toEqual({ displayName: 'Research group', version: 3 });
    const current = apiUser({ monthlyTokenCap: 7_000_000, version: 4 });
    refuse(first, 409, { code: 'version_conflict', details: { current } });
    await eventually('conflict', () => shownText().includes('Somebody else changed this user'));
    expect(shownText()).toMatch(/Monthly token cap ?7000000 ?not changed by you/);
    control('Overwrite with mine').click();
    const second = await requestTo(`${path}/${apiUser().id}`, 'PATCH');
    expect(second.request.body).toEqual({ displayName: 'Research group', version: 4 });
  });

  it('takes over the saved values after a conflict when asked to', async () => {
    await open();
    await answerList(listedUser());
    await chooseAction('Edit…');
    await eventually('sheet', () => shownText().includes('Save changes'));
    type(field('Name'), 'Research group');
    control('Save changes').click();
    const current = apiUser({ displayName: 'Labs', version: 4 });
    refuse(await requestTo(`${path}/${apiUser().id}`, 'PATCH'), 409, {
      code: 'version_conflict',
      details: { current },
    });
    await eventually('conflict', () => shownText().includes('Somebody else changed this user'));
    control('Reload saved values').click();
    await eventually('values', () => field('Name').value === 'Labs');
  });

  it('rotates a key only after the name of its user was typed', async () => {
    await open();
    await answerList(listedUser());
    await chooseAction('Rotate key…');
    (await requestTo(`${path}/${apiUser().id}`)).flush(apiUserDetail({ version: 5 }));
    await eventually('question', () => shownText().includes('410 Gone'));
    expect(shownText()).toContain('42 requests used it in the last hour.');
    expect(control('Rotate key')).toHaveProperty('disabled', true);
    type(field(/^Type/), 'Research team');
    await eventually('button', () => !(control('Rotate key') as HTMLButtonElement).disabled);
    control('Rotate key').click();
    const request = await requestTo(`${path}/${apiUser().id}/rotate`, 'POST');
    expect(request.request.body).toEqual({ version: 5 });
  });

  it('ends running requests on revocation only when that is chosen', async () => {
    await open();
    await answerList(listedUser());
    await chooseAction('Revoke key…');
    refuse(await requestTo(runningPath), 503, { code: 'unavailable' });
    await eventually('question', () => shownText().includes('could not be found out'));
    field('Also end requests').click();
    control('Revoke key').click();
    const request = await requestTo(`${path}/${apiUser().id}/revoke`, 'POST');
    expect(request.request.body).toEqual({ endStreams: true });
  });

  it('asks to sign in again over the page when the session has ended', async () => {
    await open();
    refuse(await requestTo(path), 401, { code: 'unauthenticated' });
    await eventually('dialog', () => shownText().includes('Your session has ended'));
    expect(shownText()).toContain('API users');
  });
});
