import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { refuse, requestTo } from '../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../testing/render';
import { adminEvent } from '../testing/samples';
import { AdminEventsPage } from './admin-events-page';

const path = '/api/admin/events';

const open = (address = '/events') =>
  openPage([{ path: 'events', component: AdminEventsPage }], address);

const answer = async (
  items: ReturnType<typeof adminEvent>[],
  nextCursor: string | null = null,
): Promise<void> => {
  (await requestTo(path)).flush({ items, nextCursor });
  await eventually('list', () => rows() > 0);
};

const rows = () => document.querySelectorAll('tbody tr.row').length;

describe('Admin events page', () => {
  it('asks the server for what the address says, and writes a chosen filter there', async () => {
    await open('/events?outcome=refused&colour=blue&action=DROP%20TABLE');
    expect((await requestTo(path)).request.params.toString()).toBe('outcome=refused');
    control('Add filter').click();
    await eventually('filters', () => document.querySelector('[role="menu"]') !== null);
    control('Did what').click();
    await eventually('actions', () => shownText().includes('Revoked a key'));
    control('Revoked a key').click();
    await eventually('address', () =>
      TestBed.inject(Router).url.includes('action=api_user.revoke'),
    );
    const { params } = (await requestTo(path)).request;
    expect(params.toString()).toBe('action=api_user.revoke&outcome=refused');
  });

  it('unfolds what was changed, from what to what', async () => {
    await open();
    await answer([adminEvent(5)]);
    document.querySelector<HTMLElement>('#event-5')!.click();
    await eventually('changes', () => shownText().includes('requestsPerMinute'));
    expect(shownText()).toMatch(/requestsPerMinute ?60 ?10/);
    expect(TestBed.inject(Router).url).toBe('/events?open=5');
  });

  it('leads from what was done to an API user to its page, unless it is gone', async () => {
    await open();
    const target = { kind: 'administrator', id: '1', name: 'Grace' };
    const deleted = { kind: 'api_user', id: '2', name: 'Gone' };
    await answer([
      adminEvent(7),
      adminEvent(6, { target }),
      adminEvent(5, { action: 'api_user.delete', target: deleted }),
    ]);
    const links = [...document.querySelectorAll('td.target a')];
    expect(links.map((link) => link.textContent)).toEqual(['Research team']);
    expect(links[0]?.getAttribute('href')).toBe(`/api-users/${adminEvent(7).target?.id}`);
  });

  it('marks fingerprints of secrets as such', async () => {
    const change = { field: 'key', after: 'sha256:0123456789abcdef', secret: true } as const;
    await open('/events?open=5');
    await answer([adminEvent(5, { changes: [change] })]);
    expect(shownText()).toContain('key secret');
  });

  it('appends older events, each once though new ones moved them', async () => {
    await open();
    await answer([adminEvent(9), adminEvent(8)], '8');
    control('Load more').click();
    const request = await requestTo(path);
    expect(request.request.params.get('cursor')).toBe('8');
    request.flush({ items: [adminEvent(8), adminEvent(7)], nextCursor: null });
    await eventually('older', () => rows() === 3);
  });

  it('downloads what the filters leave', async () => {
    await open('/events?outcome=ok&open=5');
    await answer([adminEvent(5)]);
    control('Download').click();
    await eventually('menu', () => shownText().includes('As CSV'));
    expect(control('As CSV').getAttribute('href')).toBe(`${path}/download?outcome=ok&format=csv`);
  });

  it('verifies the chain and gives its end to note down', async () => {
    await open();
    await answer([adminEvent(5)]);
    control('Verify events').click();
    const head = { sequence: 5, hash: 'b'.repeat(64) };
    (await requestTo(`${path}/verify`)).flush({ ok: true, checked: 5, head });
    await eventually('outcome', () =>
      shownText().includes('All 5 events are as they were written'),
    );
    expect(shownText()).toContain(`5 ${head.hash}`);
  });

  it('says which event broke the chain', async () => {
    await open();
    await answer([adminEvent(5)]);
    control('Verify events').click();
    const head = { sequence: 2, hash: 'b'.repeat(64) };
    const firstBroken = { sequence: 3, reason: 'altered' };
    (await requestTo(`${path}/verify`)).flush({ ok: false, checked: 2, head, firstBroken });
    await eventually('outcome', () => shownText().includes('Event 3 is not as it was written'));
  });

  it('compares with a noted place only when it is one', async () => {
    await open();
    await answer([adminEvent(5)]);
    type(field('Event'), '5');
    type(field('Hash'), 'too short');
    control('Compare').click();
    await eventually('mistake', () => shownText().includes('Use all 64 digits.'));
    type(field('Hash'), 'c'.repeat(64));
    control('Compare').click();
    const { params } = (await requestTo(`${path}/verify`)).request;
    expect(params.toString()).toBe(`sequence=5&hash=${'c'.repeat(64)}`);
  });

  it('shows why the events are missing, and reads again on demand', async () => {
    await open();
    refuse(await requestTo(path), 500, { code: 'internal', message: 'Internal server error' });
    await eventually('cause', () => shownText().includes('Internal server error'));
    control('Retry').click();
    await answer([adminEvent(5)]);
  });
});
