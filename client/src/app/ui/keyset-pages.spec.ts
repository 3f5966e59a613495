import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { refuse, requestTo } from '../testing/answer-http';
import { eventually } from '../testing/render';
import { keptResource, type KeptResource } from './kept-resource';
import { type KeysetPage, type KeysetPages, keysetPages } from './keyset-pages';

interface Item {
  readonly id: number;
  readonly name: string;
}
type Page = KeysetPage<Item>;

const item = (id: number, name = `item ${id}`): Item => ({ id, name });
const page = (nextCursor: string | null, ...items: Item[]): Page => ({ items, nextCursor });
const request = signal({ url: '/things', params: { sort: 'name' } });

let first: KeptResource<Page>;
let pages: KeysetPages<Page>;

const start = (isReadWhole = false): void =>
  TestBed.runInInjectionContext(() => {
    first = keptResource<Page>(() => request());
    pages = keysetPages<Page>({ request, firstPage: first, idOf: ({ id }) => id, isReadWhole });
    TestBed.tick();
  });
/** What a page would do after each event. */
const settle = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve));
  TestBed.tick();
};
const names = (): readonly string[] | undefined => pages.items()?.map(({ name }) => name);
const answer = async (given: Page): Promise<void> => {
  (await requestTo('/things')).flush(given);
  await settle();
};
const loadMore = async (given: Page): Promise<void> => {
  const loaded = pages.loadMore();
  await answer(given);
  await loaded;
};

describe('Keyset pages', () => {
  beforeEach(() => {
    request.set({ url: '/things', params: { sort: 'name' } });
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting()],
    });
  });

  it('puts a further page behind the first, asked for with the same parameters and the cursor', async () => {
    start();
    await answer(page('c1', item(1)));
    await eventually('first page', () => names()?.length === 1);
    const loaded = pages.loadMore();
    const further = await requestTo('/things');
    expect(further.request.params.toString()).toBe('sort=name&cursor=c1');
    further.flush(page(null, item(2)));
    await loaded;
    expect(names()).toEqual(['item 1', 'item 2']);
    expect(pages.nextCursor()).toBeUndefined();
  });

  it('shows what moved between two pages once, as it was read last', async () => {
    start();
    await answer(page('c1', item(1)));
    await eventually('first page', () => names()?.length === 1);
    await loadMore(page(null, item(1, 'old'), item(2)));
    expect(names()).toEqual(['item 1', 'item 2']);
  });

  it('starts anew with another request, and drops a page that was on its way', async () => {
    start();
    await answer(page('c1', item(1)));
    await eventually('first page', () => names()?.length === 1);
    const loaded = pages.loadMore();
    const late = await requestTo('/things');
    request.set({ url: '/things', params: { sort: 'age' } });
    TestBed.tick();
    expect(pages.isChanging()).toBe(true);
    await answer(page('c2', item(3)));
    await eventually('other page', () => names()?.[0] === 'item 3');
    late.flush(page(null, item(2)));
    await loaded;
    expect(names()).toEqual(['item 3']);
    expect(pages.isChanging()).toBe(false);
  });

  it('keeps what it has and says why when a further page fails', async () => {
    start();
    await answer(page('c1', item(1)));
    await eventually('first page', () => names()?.length === 1);
    const loaded = pages.loadMore();
    refuse(await requestTo('/things'), 500, { code: 'internal', message: 'No more.' });
    await loaded;
    expect(pages.moreProblem()?.message).toBe('No more.');
    expect(names()).toEqual(['item 1']);
  });

  it('reads further pages again after the first where rows change', async () => {
    start(true);
    await answer(page('c1', item(1)));
    await eventually('first page', () => names()?.length === 1);
    await loadMore(page(null, item(2)));
    pages.reload();
    TestBed.tick();
    await answer(page('c9', item(1, 'one, later')));
    await eventually('news', () => names()?.[0] === 'one, later');
    const again = await requestTo('/things');
    expect(again.request.params.get('cursor')).toBe('c9');
    again.flush(page(null, item(2, 'two, later')));
    await eventually('rest', () => names()?.[1] === 'two, later');
  });

  it('forgets further pages on a reload where they stay as they were read', async () => {
    start();
    await answer(page('c1', item(1)));
    await eventually('first page', () => names()?.length === 1);
    await loadMore(page(null, item(2)));
    pages.reload();
    TestBed.tick();
    await answer(page('c1', item(0), item(1)));
    await eventually('reload', () => names()?.[0] === 'item 0');
    expect(names()).toEqual(['item 0', 'item 1']);
    TestBed.inject(HttpTestingController).verify();
  });
});
