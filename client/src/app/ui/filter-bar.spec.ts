import { Location } from '@angular/common';
import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { control, eventually, openPage, shownText } from '../testing/render';
import { type FilterField, FilterBar } from './filter-bar';

@Component({
  imports: [FilterBar],
  template: `<app-filter-bar label="things" [fields]="fields" [resets]="['page']" />`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Host {
  readonly fields: readonly FilterField[] = [
    { key: 'state', label: 'State', options: [{ value: 'on', label: 'Switched on' }] },
    { key: 'model', label: 'Model' },
  ];
}

const open = (address: string) => openPage([{ path: 'things', component: Host }], address);
const address = (): string => TestBed.inject(Router).url;

describe('Filter bar', () => {
  it('shows what the address filters by, in words, and nothing else of it', async () => {
    await open('/things?state=on&model=h4&tab=2');
    expect(shownText()).toContain('State: Switched on');
    expect(shownText()).toContain('Model: h4');
    expect(shownText()).not.toContain('tab');
  });

  it('takes a filter out of the address, and the page with it, and goes back', async () => {
    await open('/things?state=on&page=3&tab=2');
    control('Remove filter: State: Switched on').click();
    await eventually('address', () => address() === '/things?tab=2');
    TestBed.inject(Router).setUpLocationChangeListener();
    TestBed.inject(Location).back();
    await eventually('chip', () => shownText().includes('State: Switched on'));
  });

  it('adds what is typed', async () => {
    await open('/things');
    control('Filter').click();
    await eventually('menu', () => document.querySelector('[role="menu"]') !== null);
    control('Model…').click();
    await eventually('field', () => document.querySelector('form input') !== null);
    const box = document.querySelector<HTMLInputElement>('form input');
    if (box) box.value = ' Hermes-4 ';
    control('Apply').click();
    await eventually('address', () => address() === '/things?model=Hermes-4');
  });

  it('clears all filters at once and leaves the rest of the address', async () => {
    await open('/things?state=on&model=h4&tab=2');
    control('Clear all').click();
    await eventually('address', () => address() === '/things?tab=2');
  });
});
