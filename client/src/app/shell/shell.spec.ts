import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { requestTo } from '../testing/answer-http';
import { control, eventually, openPage, press, shownText } from '../testing/render';
import { apiUser, someone } from '../testing/samples';
import { Shell } from './shell';

@Component({
  template: '<h1>A page</h1><input type="search" aria-label="Search here" />',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class SomePage {}

const open = (me = someone()) =>
  openPage(
    [{ path: '', component: Shell, children: [{ path: '**', component: SomePage }] }],
    '/overview',
    { me },
  );

const openPalette = async (): Promise<HTMLInputElement> => {
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }),
  );
  await eventually('palette', () => box() !== null);
  return box()!;
};

const box = () => document.querySelector<HTMLInputElement>('[role="combobox"]');

const search = async (text: string): Promise<void> => {
  const input = await openPalette();
  input.value = text;
  input.dispatchEvent(new Event('input'));
};

/** What the server finds of API users and of Hermes' sessions. */
const answer = async (users: readonly object[], sessions: readonly object[] = []) => {
  const request = await requestTo('/api/admin/api-users');
  request.flush({ items: users, nextCursor: null });
  (await requestTo('/api/admin/hermes/sessions/search')).flush({ items: sessions });
  return request.request;
};

const options = (): string[] =>
  [...document.querySelectorAll('[role="option"] .name')].map((each) => each.textContent.trim());

const activeOption = (): string | undefined =>
  document.getElementById(box()?.getAttribute('aria-activedescendant') ?? '')?.textContent.trim();

const address = (): string => TestBed.inject(Router).url;

describe('Shell', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('goes to the best match with Enter', async () => {
    await open();
    await search('audit');
    await eventually('match', () => activeOption()?.startsWith('Audit log') === true);
    press('Enter', box()!);
    await eventually('page', () => address() === '/audit');
  });

  it('leads administrators to the dashboard of Hermes, in a tab of its own', async () => {
    await open(someone({ mayOpenHermesDashboard: true }));
    const link = control(/^Hermes dashboard/) as HTMLAnchorElement;
    expect([link.getAttribute('href'), link.target, link.rel]).toEqual([
      '/hermes-dashboard/',
      '_blank',
      'noopener',
    ]);
    const opened = jest.spyOn(window, 'open').mockReturnValue(null);
    await search('hermes dashboard');
    await eventually('match', () => activeOption()?.startsWith('Hermes dashboard') === true);
    press('Enter', box()!);
    await eventually('tab', () => opened.mock.calls.length > 0);
    expect(opened).toHaveBeenCalledWith('/hermes-dashboard/', '_blank', 'noopener');
    opened.mockRestore();
  });

  it('offers no dashboard of Hermes to whom the server would refuse it', async () => {
    await open();
    expect(shownText()).not.toContain('Hermes dashboard');
    await search('hermes dashboard');
    await eventually('options', () => box()?.value === 'hermes dashboard');
    expect(options()).not.toContain('Hermes dashboard');
  });

  it('moves through the results with the arrows, round the ends', async () => {
    await open();
    const input = await openPalette();
    await eventually('first', () => activeOption()?.startsWith('Overview') === true);
    press('ArrowDown', input);
    await eventually('second', () => activeOption()?.startsWith('API users') === true);
    press('ArrowUp', input);
    press('ArrowUp', input);
    await eventually('last', () => activeOption() === 'Sign out');
  });

  it('finds API users by name at the server', async () => {
    await open();
    await search('resea');
    const request = await answer([apiUser()]);
    expect(request.params.get('search')).toBe('resea');
    await eventually('user', () => options().includes('Research team'));
    press('Enter', box()!);
    await eventually('page', () => address() === `/api-users/${apiUser().id}`);
  });

  it('finds the user behind a verb, and opens the question on the page of the user', async () => {
    await open();
    await search('rotate key of res');
    const request = await answer([apiUser()]);
    expect(request.params.get('search')).toBe('res');
    await eventually('best', () => activeOption()?.startsWith('Rotate key of Research') === true);
    press('Enter', box()!);
    await eventually('page', () => address() === `/api-users/${apiUser().id}?ask=rotate`);
  });

  it('offers a viewer the API user, and nothing to do with it', async () => {
    await open(someone({ role: 'viewer' }));
    await search('resea');
    await answer([apiUser()]);
    await eventually('user', () => options().includes('Research team'));
    expect(options().filter((option) => option.includes('Research'))).toEqual(['Research team']);
  });

  it('finds each session of Hermes once, by what was said in it', async () => {
    await open();
    await search('harbour');
    const hit = { sessionId: 's1', title: 'Plans', source: 'cli', snippet: [] };
    await answer([], [hit, { ...hit, messageId: 2 }]);
    await eventually('session', () => options().includes('Plans'));
    expect(options().filter((option) => option === 'Plans')).toHaveLength(1);
    press('Enter', box()!);
    await eventually('page', () => address() === '/sessions/s1');
  });

  it('offers viewers nothing that changes anything', async () => {
    await open(someone({ role: 'viewer' }));
    await search('new api user');
    await eventually('results', () => !options().includes('Overview'));
    expect(options()).not.toContain('New API user…');
    expect(shownText()).toContain('Read only');
  });

  it('goes to a page with g and its letter', async () => {
    await open();
    press('g');
    press('u');
    await eventually('page', () => address() === '/api-users');
  });

  it('shows all keys with ?', async () => {
    await open();
    press('?');
    await eventually('help', () => shownText().includes('Keyboard shortcuts'));
    expect(shownText()).toContain('Search pages, API users, actions');
  });

  it('focuses the search of the page with /', async () => {
    await open();
    press('/');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Search here');
  });

  it.each([
    ['in a field', someone(), () => document.querySelector('input')!],
    ['when they are switched off', someone({ keyboardShortcuts: false }), () => document.body],
  ])('leaves single keys alone %s', async (_when, me, target) => {
    await open(me);
    await eventually('frame', () => shownText().includes('A page'));
    press('g', target());
    press('u', target());
    press('?', target());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(address()).toBe('/overview');
    expect(document.querySelector('[role="dialog"]')).toBeNull();
  });

  it('keeps a folded group folded on the next visit, but for the page that is open', async () => {
    await open();
    control('Gateway').click();
    await eventually('fold', () => !shownText().includes('Audit log'));
    TestBed.resetTestingModule();
    await open();
    expect(shownText()).not.toContain('Audit log');
    await TestBed.inject(Router).navigateByUrl('/audit');
    await eventually('page', () => shownText().includes('Audit log'));
    expect(shownText()).not.toContain('API users');
  });

  it('keeps a chosen theme with the account', async () => {
    await open();
    control('Dark theme').click();
    expect(document.documentElement.dataset['theme']).toBe('dark');
    const request = await requestTo('/api/auth/preferences', 'PUT');
    expect(request.request.body).toEqual({ appearance: 'dark' });
    request.flush(someone({ appearance: 'dark' }));
  });

  it('looks as the one who signed in has chosen', async () => {
    localStorage.setItem('hermes.theme', 'dark');
    await open(someone({ appearance: 'light' }));
    await eventually('theme', () => document.documentElement.dataset['theme'] === 'light');
  });
});
