import { computed, DestroyRef, effect, inject, Injectable, signal } from '@angular/core';
import { Session } from '../../session/session';

/** A text that somebody is changing. */
export interface Draft {
  /** What it began from. */
  readonly base: string;
  readonly version: string;
  readonly text: string;
}

/**
 * Texts that were changed and not saved, by the path of their API. They stay while other pages are looked at, and go
 * with the person who wrote them; the browser asks before it closes over them.
 */
@Injectable({ providedIn: 'root' })
export class TextDrafts {
  private readonly session = inject(Session);
  private readonly drafts = signal<ReadonlyMap<string, Draft>>(new Map());
  private readonly isAny = computed(() => this.drafts().size > 0);

  constructor() {
    let owner: string | undefined;
    effect(() => {
      const me = this.session.me()?.id;
      if (owner !== undefined && me !== owner) this.drafts.set(new Map());
      owner = me;
    });
    const warn = (event: BeforeUnloadEvent) => {
      if (this.isAny()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    inject(DestroyRef).onDestroy(() => window.removeEventListener('beforeunload', warn));
  }

  of(key: string): Draft | undefined {
    return this.drafts().get(key);
  }

  keep(key: string, draft: Draft): void {
    this.drafts.update((before) => new Map(before).set(key, draft));
  }

  drop(key: string): void {
    this.drafts.update((before) => {
      const rest = new Map(before);
      rest.delete(key);
      return rest;
    });
  }
}
