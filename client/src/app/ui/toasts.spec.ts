import { TestBed } from '@angular/core/testing';
import { control, eventually, shownText } from '../testing/render';
import { problemOf } from './problem';
import { ToastHistory } from './toast-history';
import { Toasts } from './toasts';

const toasts = (): Toasts => TestBed.inject(Toasts);

describe('Toasts', () => {
  it('tells a failure with its cause, and offers what support needs', async () => {
    toasts().failed('Ada was not saved.', {
      ...problemOf(new Error('Disk full.')),
      requestId: 'r-7',
    });
    await eventually('toast', () => shownText().includes('Ada was not saved. Disk full.'));
    expect(shownText()).toContain('Request id r-7');
    expect(control('Copy diagnostics')).toBeTruthy();
  });

  it('takes back what was done when asked to', async () => {
    let isUndone = false;
    toasts().undoable('Switched off.', () => (isUndone = true));
    await eventually('toast', () => shownText().includes('Switched off.'));
    control('Undo').click();
    await eventually('undo', () => isUndone);
  });

  it('keeps the last fifty to read again, newest first', async () => {
    for (let number = 1; number <= 51; number++) toasts().succeeded(`Saved ${number}.`);
    expect(toasts().history()).toHaveLength(50);
    const fixture = TestBed.createComponent(ToastHistory);
    document.body.append(fixture.nativeElement as HTMLElement);
    await fixture.whenStable();
    control('Results of this visit').click();
    await eventually('list', () => /Saved 51\..*Saved 50\..*Saved 2\./.test(shownText()));
  });
});
