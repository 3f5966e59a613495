import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { requestTo } from '../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../testing/render';
import { idOf } from '../testing/samples';
import { AuditPage } from './audit-page';
import { AuditPeek } from './audit-peek';

const open = (address = '/audit') =>
  openPage(
    [{ path: 'audit', component: AuditPage, children: [{ path: ':id', component: AuditPeek }] }],
    address,
  );

const address = (): string => TestBed.inject(Router).url;

describe('Saved views', () => {
  const view = {
    id: idOf(77),
    name: 'Slow ones',
    page: 'audit',
    query: 'minDurationMs=5000',
    shared: false,
    owner: { id: idOf(7), name: 'Administrator' },
    isMine: true,
    createdAt: '2026-11-21T10:00:00.000Z',
    updatedAt: '2026-11-21T10:00:00.000Z',
  };
  const answerViews = async () =>
    (await requestTo('/api/admin/saved-views')).flush({ items: [view] });

  it('opens with what a linked view holds', async () => {
    await open(`/audit?view=${view.id}`);
    await answerViews();
    await eventually('filters', () => address().includes('minDurationMs=5000'));
    await eventually('no mark', () => !shownText().includes('changed'));
  });

  it('marks a view whose filters are others now', async () => {
    await open(`/audit?view=${view.id}&minDurationMs=5000&gateway=pre`);
    await answerViews();
    await eventually('mark', () => shownText().includes('changed'));
  });

  it('keeps the filters of the moment under a name', async () => {
    await open('/audit?gateway=pre&range=24h');
    await answerViews();
    control('Views').click();
    await eventually('menu', () => shownText().includes('Save as new view'));
    control('Save as new view…').click();
    await eventually('dialog', () => shownText().includes('Show it to everybody'));
    type(field('Name'), 'Today');
    control('Save view').click();
    const { request } = await requestTo('/api/admin/saved-views', 'POST');
    expect(request.body).toEqual({
      name: 'Today',
      shared: false,
      page: 'audit',
      query: 'range=24h&gateway=pre',
    });
  });

  it('deletes at once and offers to bring it back', async () => {
    await open(`/audit?view=${view.id}&minDurationMs=5000`);
    await answerViews();
    await eventually('name', () => shownText().includes('Slow ones'));
    control('Slow ones').click();
    await eventually('menu', () => shownText().includes('Delete Slow ones'));
    control('Delete Slow ones').click();
    (await requestTo(`/api/admin/saved-views/${view.id}`, 'DELETE')).flush(null);
    await eventually('toast', () => shownText().includes('Deleted the view Slow ones.'));
    control('Undo').click();
    const { request } = await requestTo('/api/admin/saved-views', 'POST');
    expect(request.body).toMatchObject({ name: 'Slow ones', query: 'minDurationMs=5000' });
  });
});
