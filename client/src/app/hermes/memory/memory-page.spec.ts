import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { Memory, MemoryText } from '../../../../../server/hermes-state/memory/memory.contract';
import { EVENT_SOURCE } from '../../live/live-channel';
import { refuse, requestTo } from '../../testing/answer-http';
import { FakeEventSource } from '../../testing/fake-event-source';
import { control, eventually, field, openPage, shownText, type } from '../../testing/render';
import { someone } from '../../testing/samples';
import { MemoryPage } from './memory-page';

const path = '/api/admin/hermes/memory';
const file = {
  status: 'present',
  reason: null,
  bytes: 20,
  modifiedAt: '2026-11-21T10:00:00.000Z',
} as const;
const memory: Memory = {
  profile: 'default',
  config: { file: 'config.yaml', status: 'unreadable', reason: 'not_yaml' },
  isMemoryEnabled: true,
  isUserProfileEnabled: false,
  provider: null,
  needsApproval: false,
  problems: [],
  files: [
    {
      ...file,
      target: 'memory',
      file: 'memories/MEMORY.md',
      entries: 2,
      repeated: 0,
      characters: 15,
      limit: 20,
      isLimitConfigured: true,
      backups: [],
    },
  ],
};
const text = (change: Partial<MemoryText> = {}): MemoryText => ({
  ...file,
  target: 'memory',
  file: 'memories/MEMORY.md',
  limit: 20,
  text: 'likes tea\n§\nVienna',
  version: 'v1',
  ...change,
});

const open = async (given = text(), address = '/memory', me = someone()) => {
  FakeEventSource.opened = [];
  TestBed.configureTestingModule({
    providers: [{ provide: EVENT_SOURCE, useValue: FakeEventSource }],
  });
  await openPage([{ path: '**', component: MemoryPage }], address, { me });
  (await requestTo(path)).flush(memory);
  (await requestTo(`${path}/memory`)).flush(given);
  await eventually('text', () => shownText().includes('characters,') || given.text === null);
};
const isEnabled = (name: string) => () =>
  [...document.querySelectorAll('button')].some(
    (button) => button.textContent.trim() === name && !button.disabled,
  );

/** Changes the first entry and asks to save it. */
const editAndReview = async () => {
  control('Edit entry 1').click();
  await eventually('form', () => shownText().includes('Take over'));
  type(field('Entry 1'), 'likes coffee');
  control('Take over').click();
  await eventually('change', isEnabled('Review and save…'));
  control('Review and save…').click();
  await eventually('review', () => shownText().includes('Save MEMORY.md?'));
};

describe('Memory page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('tells what is remembered, how full it is, and which file could not be read', async () => {
    await open();
    expect(shownText()).toContain('18 of 20 characters, 90 %');
    expect(shownText()).toContain('config.yaml could not be read: it is not valid YAML.');
    expect(shownText()).toContain('Switched off');
  });

  it('saves an entry after a look at the difference, from the version it began with', async () => {
    await open();
    await editAndReview();
    control('Save MEMORY.md').click();
    const { request } = await requestTo(`${path}/memory`, 'PUT');
    expect(request.body).toEqual({ start: 6, end: 9, text: 'coffee' });
    expect(request.headers.get('if-match')).toBe('"v1"');
    expect(request.params.get('profile')).toBe('default');
  });

  it('refuses an entry that would end itself', async () => {
    await open();
    type(field('New entry'), 'one\n§\ntwo');
    control('Add entry').click();
    await eventually('problem', () => shownText().includes('would end the entry'));
    expect(isEnabled('Review and save…')()).toBe(false);
  });

  it('shows what the agent wrote meanwhile, and merges it', async () => {
    await open();
    await editAndReview();
    control('Save MEMORY.md').click();
    refuse(await requestTo(`${path}/memory`, 'PUT'), 412, { code: 'file_changed' });
    const theirs = 'likes tea\n§\nVienna\n§\nnew from the agent';
    (await requestTo(`${path}/memory`)).flush(text({ text: theirs, version: 'v2' }));
    await eventually('conflict', () => shownText().includes('was changed on disk since you began'));
    expect(isEnabled('Review and save…')()).toBe(false);
    control('Merge both').click();
    await eventually('merged', isEnabled('Review and save…'));
    expect(shownText()).toContain('likes coffee');
    expect(shownText()).toContain('new from the agent');
    control('Review and save…').click();
    await eventually('review', () => shownText().includes('Save MEMORY.md?'));
    control('Save MEMORY.md').click();
    const { request } = await requestTo(`${path}/memory`, 'PUT');
    expect(request.headers.get('if-match')).toBe('"v2"');
  });

  it('reads again when the files change on disk', async () => {
    await open();
    await eventually('connection', () => FakeEventSource.opened.length > 0);
    FakeEventSource.latest.say('hermes', { profile: 'default', kinds: ['memory'] });
    (await requestTo(`${path}/memory`)).flush(text({ text: 'only this', version: 'v2' }));
    await eventually('news', () => shownText().includes('only this'));
  });

  it('keeps a change while another text is looked at', async () => {
    await open();
    control('Remove entry 2').click();
    await eventually('change', isEnabled('Review and save…'));
    control(/^What it knows of its user/).click();
    (await requestTo(`${path}/user`)).flush(
      text({ target: 'user', text: null, status: 'missing', version: 'absent' }),
    );
    await eventually('other', () => shownText().includes('Nothing is remembered'));
    control(/^What the agent noted/).click();
    (await requestTo(`${path}/memory`)).flush(text());
    await eventually('change again', isEnabled('Review and save…'));
    expect(shownText()).not.toContain('Vienna');
  });

  it('names a text that cannot be read, and lets nobody change it', async () => {
    await open(text({ status: 'unreadable', reason: 'not_utf8', text: null, version: null }));
    await eventually('reason', () => shownText().includes('it is not UTF-8 text'));
    expect(shownText()).not.toContain('Add entry');
  });

  it('lets viewers read and nothing else', async () => {
    await open(text(), '/memory', someone({ role: 'viewer' }));
    await eventually('entries', () => shownText().includes('likes tea'));
    expect(shownText()).not.toContain('Add entry');
    expect(shownText()).not.toContain('Review and save');
  });
});
