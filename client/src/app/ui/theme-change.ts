import { DestroyRef, inject, signal, type Signal } from '@angular/core';

/** Counts changes between light and dark, whoever made them. Must be called where injection is possible. */
export function themeChanges(): Signal<number> {
  const count = signal(0);
  const change = () => count.update((before) => before + 1);
  const observer = new MutationObserver(change);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const system =
    typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined;
  system?.addEventListener('change', change);
  inject(DestroyRef).onDestroy(() => {
    observer.disconnect();
    system?.removeEventListener('change', change);
  });
  return count;
}
