import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { eventually, press } from '../testing/render';
import { PeekPanel } from './peek-panel';
import { SingleKeys } from './single-keys';

@Component({
  imports: [PeekPanel],
  template: `<button type="button" id="opener">Open</button>
    @if (isOpen()) {
      <app-peek-panel
        title="Thing"
        link="/things/1"
        (closed)="isOpen.set(false)"
        (next)="moves.push('next')"
        (previous)="moves.push('previous')"
      >
        <input aria-label="Note" />
      </app-peek-panel>
    }`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Host {
  readonly isOpen = signal(false);
  readonly moves: string[] = [];
}

async function openPanel(): Promise<Host> {
  const fixture = TestBed.createComponent(Host);
  document.body.append(fixture.nativeElement as HTMLElement);
  document.getElementById('opener')?.focus();
  fixture.componentInstance.isOpen.set(true);
  await fixture.whenStable();
  return fixture.componentInstance;
}

describe('Peek panel', () => {
  it('takes the focus, and gives it back when Escape closes it', async () => {
    const host = await openPanel();
    expect(document.activeElement?.textContent).toBe('Thing');
    press('Escape', document.activeElement ?? document.body);
    expect(host.isOpen()).toBe(false);
    await eventually('focus', () => document.activeElement?.id === 'opener');
  });

  it('goes through the list with J and K', async () => {
    const host = await openPanel();
    press('j');
    press('k');
    expect(host.moves).toEqual(['next', 'previous']);
  });

  it('closes by Escape, but does not answer letters, when single keys are off', async () => {
    const host = await openPanel();
    TestBed.inject(SingleKeys).use(false);
    press('j');
    expect(host.moves).toEqual([]);
    press('Escape');
    expect(host.isOpen()).toBe(false);
  });

  it('leaves keys to the field they are typed in', async () => {
    const host = await openPanel();
    const box = document.querySelector('[aria-label="Note"]');
    press('j', box ?? document);
    press('Escape', box ?? document);
    expect([host.moves.length, host.isOpen()]).toEqual([0, true]);
  });
});
