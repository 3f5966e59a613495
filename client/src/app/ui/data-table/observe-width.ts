import { DestroyRef, inject, signal, type Signal } from '@angular/core';

/** Width of an element in rem; `undefined` until it was measured. Must be called where injection is possible. */
export function observeWidth(element: HTMLElement): Signal<number | undefined> {
  const width = signal<number | undefined>(undefined);
  if (typeof ResizeObserver === 'undefined') return width;
  const observer = new ResizeObserver(([entry]) => {
    if (entry) width.set(entry.contentRect.width / remInPixels());
  });
  observer.observe(element);
  inject(DestroyRef).onDestroy(() => observer.disconnect());
  return width;
}

/** What a rem is now: people set larger letters. */
export const remInPixels = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
