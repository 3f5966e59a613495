import { DestroyRef, effect, inject, Injectable, signal } from '@angular/core';
import { Confirm } from '../ui/confirm';

/** Whether the open page holds something that nobody has saved. Leaving it is asked about. */
@Injectable({ providedIn: 'root' })
export class UnsavedChanges {
  private readonly confirm = inject(Confirm);
  private readonly page = signal<(() => boolean) | undefined>(undefined);

  constructor() {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    effect((onCleanup) => {
      if (!this.page()?.()) return;
      window.addEventListener('beforeunload', warn);
      onCleanup(() => window.removeEventListener('beforeunload', warn));
    });
  }

  /** For the page that is being made; ends with it. */
  watch(isUnsaved: () => boolean): void {
    this.page.set(isUnsaved);
    inject(DestroyRef).onDestroy(() => {
      if (this.page() === isUnsaved) this.page.set(undefined);
    });
  }

  async mayLeave(): Promise<boolean> {
    if (!this.page()?.()) return true;
    return !!(await this.confirm.ask({
      title: 'Leave without saving?',
      consequences: ['Your changes on this page are not saved. They are gone when you leave it.'],
      confirm: 'Leave page',
      isDangerous: true,
    }));
  }
}
