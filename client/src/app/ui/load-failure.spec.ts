import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, withNavigationErrorHandler } from '@angular/router';
import { App } from '../app';
import { tellFailedLoad } from '../app.config';
import { control, eventually, shownText } from '../testing/render';
import { LoadFailure, OPEN_AFRESH } from './load-failure';

const why = 'The server does not answer, or a new version is running.';
const gone = (): Promise<never> =>
  Promise.reject(new TypeError('Failed to fetch dynamically imported module'));

let opened: string[];

async function start(): Promise<void> {
  opened = [];
  TestBed.configureTestingModule({
    providers: [
      provideRouter(
        [
          { path: 'audit', loadComponent: gone },
          { path: '**', children: [] },
        ],
        withNavigationErrorHandler(tellFailedLoad),
      ),
      { provide: OPEN_AFRESH, useValue: (address: string) => opened.push(address) },
    ],
  });
  const fixture = TestBed.createComponent(App);
  document.body.append(fixture.nativeElement as HTMLElement);
  await TestBed.inject(Router).navigateByUrl('/overview');
}

describe('Load failure', () => {
  beforeEach(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  it('of a page is told, and reloads at the page that was asked for', async () => {
    await start();
    await TestBed.inject(Router)
      .navigateByUrl('/audit?status=error')
      .catch(() => undefined);
    await eventually('note', () => shownText().includes(`This page could not be loaded. ${why}`));
    control('Reload').click();
    expect(opened).toEqual(['/audit?status=error']);
  });

  it('is gone as soon as another page opens', async () => {
    await start();
    const router = TestBed.inject(Router);
    await router.navigateByUrl('/audit').catch(() => undefined);
    await eventually('note', () => shownText().includes(why));
    await router.navigateByUrl('/account');
    await eventually('no note', () => !shownText().includes(why));
  });

  it('of a part is told, and stays on the open page', async () => {
    await start();
    const part = await TestBed.inject(LoadFailure).of('The command palette', gone);
    expect(part).toBeUndefined();
    await eventually('note', () => shownText().includes('The command palette could not be loaded'));
    control('Dismiss').click();
    await eventually('no note', () => !shownText().includes(why));
  });
});
