import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { Bundles } from '../../../../../server/hermes-state/bundles/bundles.contract';
import { refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../../testing/render';
import { someone } from '../../testing/samples';
import { BundlesPage } from './bundles-page';

const path = '/api/admin/hermes/bundles';
const bundles: Bundles = {
  profile: 'default',
  folder: { file: 'skill-bundles', status: 'present', reason: null },
  bundles: [
    {
      slug: 'day',
      name: 'Day',
      fileName: 'day.yaml',
      description: 'All of it',
      isDescriptionGiven: true,
      instruction: '',
      skills: [
        { name: 'plan', state: 'enabled' },
        { name: 'nobody', state: 'missing' },
      ],
      version: 'v1',
      bytes: 1,
      modifiedAt: '2026-11-21T10:00:00.000Z',
    },
  ],
  skipped: [{ fileName: 'other.yml', reason: 'slug_taken', detail: '/day is day.yaml' }],
  isCut: false,
  skillNames: ['plan'],
};
const open = async (me = someone()) => {
  await openPage([{ path: '**', component: BundlesPage }], '/bundles', { me });
  (await requestTo(path)).flush(bundles);
  await eventually('list', () => shownText().includes('/day'));
};
const choose = async (item: string) => {
  control('Actions for Day').click();
  await eventually('menu', () => document.querySelector('[role="menu"]') !== null);
  control(item).click();
};

describe('Bundles page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('names skills that are missing and files that are skipped', async () => {
    await open();
    expect(shownText()).toContain('nobody, missing');
    expect(shownText()).toContain('other.yml, because another one comes first: /day is day.yaml.');
  });

  it('shows what becomes of the file before it saves, from the version that was compared', async () => {
    await open();
    await choose('Edit…');
    await eventually('form', () => shownText().includes('Edit Day'));
    type(field('Description'), 'Less of it');
    control('Review…').click();
    const preview = await requestTo(`${path}/preview`, 'POST');
    expect(preview.request.params.get('file')).toBe('day.yaml');
    preview.flush({ fileName: 'day.yaml', slug: 'day', before: 'a', after: 'b', version: 'v2' });
    await eventually('difference', () => shownText().includes('1 line added, 1 removed'));
    expect(shownText()).toContain('The file was changed since you began.');
    control('Save bundle').click();
    const { request } = await requestTo(path, 'PUT');
    expect(request.headers.get('if-match')).toBe('"v2"');
    expect(request.body).toMatchObject({ skills: ['plan', 'nobody'], description: 'Less of it' });
  });

  it('leads back to the form when it is refused', async () => {
    await open();
    await choose('Duplicate…');
    await eventually('form', () => shownText().includes('/day-copy'));
    control('Review…').click();
    refuse(await requestTo(`${path}/preview`, 'POST'), 409, {
      code: 'slug_taken',
      message: 'Taken.',
    });
    await eventually('reason', () => shownText().includes('Taken.'));
    expect(field('Name').value).toBe('Day copy');
  });

  it('deletes the version that was shown, and offers it back', async () => {
    await open();
    await choose('Delete…');
    await eventually('question', () => shownText().includes('File skill-bundles/day.yaml'));
    control('Delete bundle').click();
    const request = await requestTo(path, 'DELETE');
    expect(request.request.headers.get('if-match')).toBe('"v1"');
    request.flush(null, { status: 204, statusText: 'No Content' });
    await eventually('undo', () => shownText().includes('Deleted day.yaml.'));
  });

  it('lets viewers read and nothing else', async () => {
    await open(someone({ role: 'viewer' }));
    expect(shownText()).not.toContain('New bundle');
    control('Actions for Day').click();
    await eventually('menu', () => document.querySelector('[role="menu"]') !== null);
    expect(document.querySelector('[role="menu"]')!.textContent.trim()).toBe('Show file');
  });
});
