import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { control, eventually, press, shownText } from '../../testing/render';
import { problemOf } from '../problem';
import { SingleKeys } from '../single-keys';
import { Cell } from './cell';
import type { Column, Sort } from './column';
import { DataTable } from './data-table';

interface Row {
  readonly id: string;
  readonly name: string;
}

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}`, name: `Row ${index}` }));

@Component({
  imports: [Cell, DataTable],
  template: `<app-data-table
    tableId="test"
    label="things"
    [columns]="columns"
    [rows]="rows()"
    [rowId]="idOf"
    [isActivatable]="true"
    [isSelectable]="true"
    [hasMore]="hasMore()"
    [problem]="problem()"
    [asOf]="asOf"
    [matchingCount]="900"
    [(sort)]="sort"
    [(selected)]="selected"
    [(isAllMatching)]="isAll"
    (activated)="opened.set($event.id)"
    (more)="pages.set(pages() + 1)"
    (retry)="retries.set(retries() + 1)"
  >
    <ng-template appCell="shout" [appCellOf]="rows()" let-row>{{ row.name }}!</ng-template>
  </app-data-table>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Host {
  readonly columns: readonly Column<Row>[] = [
    { key: 'name', header: 'Name', text: (row) => row.name, isSortable: true, isHideable: false },
    { key: 'shout', header: 'Shout' },
  ];
  readonly rows = signal<readonly Row[] | undefined>(rowsOf(5));
  readonly idOf = (row: Row): string => row.id;
  readonly hasMore = signal(false);
  readonly problem = signal<ReturnType<typeof problemOf> | undefined>(undefined);
  readonly asOf = new Date();
  readonly sort = signal<Sort | undefined>(undefined);
  readonly selected = signal<ReadonlySet<string>>(new Set());
  readonly isAll = signal(false);
  readonly opened = signal('');
  readonly pages = signal(0);
  readonly retries = signal(0);
}

let fixture: ComponentFixture<Host>;

async function show(change: (host: Host) => void = () => undefined): Promise<Host> {
  TestBed.configureTestingModule({ providers: [provideRouter([])] });
  fixture = TestBed.createComponent(Host);
  document.body.append(fixture.nativeElement as HTMLElement);
  change(fixture.componentInstance);
  await fixture.whenStable();
  return fixture.componentInstance;
}

const rowAt = (index: number): HTMLElement => {
  const row = document.querySelector<HTMLElement>(`[data-index="${index}"]`);
  if (!row) throw new Error(`Row ${index} is not drawn.`);
  return row;
};
const boxOf = (name: string): HTMLInputElement => {
  const box = document.querySelector<HTMLInputElement>(`[aria-label="Select ${name}"]`);
  if (!box) throw new Error(`No box for ${name}.`);
  return box;
};
const tick = (name: string, shiftKey = false) =>
  boxOf(name).dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey }));
const drawn = (): number => document.querySelectorAll('[data-index]').length;

describe('Data table', () => {
  beforeEach(() => localStorage.clear());

  it('shows text and templates of the same row', async () => {
    await show();
    await eventually('row', () => drawn() === 5);
    expect(rowAt(3).textContent.replaceAll(/\s+/g, ' ')).toContain('Row 3Row 3!');
  });

  it('asks for a sort upwards first, then the other way round, and says which', async () => {
    const host = await show();
    control('Name').click();
    expect(host.sort()).toEqual({ key: 'name', direction: 'ascending' });
    control('Name').click();
    await eventually('sort', () => document.querySelector('[aria-sort="descending"]') !== null);
  });

  it('selects everything between two boxes while Shift is held', async () => {
    const host = await show();
    await eventually('rows', () => drawn() === 5);
    tick('Row 1');
    tick('Row 3', true);
    expect([...host.selected()]).toEqual(['r1', 'r2', 'r3']);
  });

  it('offers to select all that matches once all that is loaded is selected', async () => {
    const host = await show((each) => each.hasMore.set(true));
    document.querySelector<HTMLElement>('[aria-label="Select all loaded things"]')?.click();
    await eventually('offer', () => shownText().includes('Select all 900 matching'));
    control('Select all 900 matching').click();
    expect(host.isAll()).toBe(true);
    await eventually('words', () => shownText().includes('All 900 matching selected'));
  });

  it('answers arrows, but no letters, when single keys are off', async () => {
    await show();
    TestBed.inject(SingleKeys).use(false);
    rowAt(0).focus();
    press('j', rowAt(0));
    expect(document.activeElement).toBe(rowAt(0));
    press('ArrowDown', rowAt(0));
    await eventually('focus', () => document.activeElement === rowAt(1));
  });

  it('moves the focus with J and K, stays at the ends, and opens with Enter', async () => {
    const host = await show();
    await eventually('rows', () => drawn() === 5);
    rowAt(0).focus();
    press('j', rowAt(0));
    await eventually('second', () => document.activeElement === rowAt(1));
    press('k', rowAt(1));
    await eventually('first', () => document.activeElement === rowAt(0));
    press('k', rowAt(0));
    press('Enter', rowAt(0));
    expect(host.opened()).toBe('r0');
  });

  it('draws a window of many rows, and still counts them all', async () => {
    await show((each) => each.rows.set(rowsOf(100_000)));
    await eventually('rows', () => drawn() > 0);
    expect(drawn()).toBeLessThan(200);
    expect(document.querySelector('[role="grid"]')?.getAttribute('aria-rowcount')).toBe('100001');
  });

  it('loads more on demand', async () => {
    const host = await show((each) => each.hasMore.set(true));
    control('Load more').click();
    expect(host.pages()).toBe(1);
  });

  it('keeps old rows when reading fails, says how old they are, and reads again', async () => {
    const host = await show((each) => each.problem.set(problemOf(new Error('No answer.'))));
    await eventually('rows', () => drawn() === 5);
    expect(shownText()).toMatch(/Shown as of .* refreshing failed\. No answer\./);
    control('Retry').click();
    expect(host.retries()).toBe(1);
  });

  it('shows the cause when there never were rows', async () => {
    await show((each) => {
      each.rows.set(undefined);
      each.problem.set(problemOf(new Error('No answer.')));
    });
    expect(shownText()).toContain('things could not be loaded');
  });

  it('comes back with the columns of the last visit', async () => {
    localStorage.setItem('hermes.table.test', '{"shout":false}');
    await show();
    await eventually('rows', () => drawn() === 5);
    expect(shownText()).not.toContain('Row 3!');
  });

  it('remembers which columns were taken out', async () => {
    await show();
    control('Columns and density of things').click();
    await eventually('menu', () => document.querySelector('[role="menuitemcheckbox"]') !== null);
    document.querySelector<HTMLElement>('[role="menuitemcheckbox"]')?.click();
    await eventually('column', () => !shownText().includes('Row 0!'));
    expect(localStorage.getItem('hermes.table.test')).toBe('{"shout":false}');
  });
});
