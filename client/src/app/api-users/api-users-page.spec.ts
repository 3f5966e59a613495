import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { refuse, requestTo } from '../testing/answer-http';
import { control, eventually, field, openPage, press, shownText, type } from '../testing/render';
import { apiUser, gateways } from '../testing/samples';
import { ApiUsersPage } from './api-users-page';

const path = '/api/admin/api-users';
const key = `hms_${'aB3'.repeat(14)}x`;

const open = (address = '/api-users') =>
  openPage([{ path: 'api-users', component: ApiUsersPage }], address);

const answerList = async (...items: ReturnType<typeof apiUser>[]): Promise<void> => {
  (await requestTo(path)).flush({ items, nextCursor: null });
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

  it('asks the server for what the address says, and writes a chosen filter there', async () => {
    await open('/api-users?status=revoked&colour=blue');
    const request = await requestTo(path);
    expect(request.request.params.toString()).toBe('status=revoked');
    request.flush({ items: [], nextCursor: null });
    type(field('Gateway'), 'pre');
    const router = TestBed.inject(Router);
    await eventually('address', () => router.url.includes('gateway=pre'));
    expect((await requestTo(path)).request.params.toString()).toBe('status=revoked&gateway=pre');
  });

  it('shows why the list is missing, with the request id, and reads again on demand', async () => {
    await open();
    refuse(await requestTo(path), 500, { code: 'internal', message: 'Internal server error' });
    await eventually('cause', () => shownText().includes('Internal server error'));
    expect(shownText()).toContain('Request id req-1');
    control('Retry').click();
    await answerList(apiUser());
  });

  it('puts mistakes next to their fields, and the focus in the first of them', async () => {
    await open();
    await answerList(apiUser());
    control('New API user').click();
    await eventually('sheet', () => shownText().includes('Create user and key'));
    type(field('Requests per minute'), '1.5');
    control('Create user and key').click();
    await eventually('focus', () => document.activeElement === field('Name'));
    const rate = field('Requests per minute');
    const note = document.getElementById(rate.getAttribute('aria-describedby') ?? '');
    expect(note?.textContent).toBe('Use a whole number from 1 to 1,000,000.');
  });

  it('shows what the server finds wrong next to the field it names', async () => {
    await open();
    await answerList(apiUser());
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
    await answerList(apiUser());
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

  it('shows what somebody else saved, and overwrites only what this operator changed', async () => {
    await open();
    await answerList(apiUser());
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
    await answerList(apiUser());
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
    await answerList(apiUser());
    await chooseAction('Rotate key…');
    await eventually('question', () => shownText().includes('410 Gone'));
    expect(control('Rotate key')).toHaveProperty('disabled', true);
    type(field(/^Type/), 'Research team');
    await eventually('button', () => !(control('Rotate key') as HTMLButtonElement).disabled);
    control('Rotate key').click();
    const request = await requestTo(`${path}/${apiUser().id}/rotate`, 'POST');
    expect(request.request.body).toEqual({ version: 3 });
  });

  it('ends running requests on revocation only when that is chosen', async () => {
    await open();
    await answerList(apiUser());
    await chooseAction('Revoke key…');
    await eventually('question', () => shownText().includes('Also end requests'));
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
