import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import type { IconName } from '../ui/icon';

/** Something the palette offers. */
export interface Command {
  /** Unique among all commands. */
  readonly id: string;
  /** Verb and noun, as the button for it reads. Three dots when it asks something first. */
  readonly name: string;
  readonly icon: IconName;
  /** Under which heading it stands. */
  readonly group: string;
  /** Further words by which it is found. */
  readonly words?: string;
  /** Said beside the name: what it is, or where it leads. */
  readonly note?: string;
  /** The keys that do the same, one after the other. */
  readonly keys?: readonly string[];
  run(): void | Promise<void>;
}

/** Finds commands by what was typed, such as one for each API user of that name. May ask the server. */
export interface CommandSource {
  /** The heading of what it finds. */
  readonly group: string;
  /** `text` has two characters or more. Throws when the server does not answer. */
  find(text: string): Promise<readonly Command[]>;
}

/** Everything the palette knows. Features add to it; what a page adds goes with the page. */
@Injectable({ providedIn: 'root' })
export class Commands {
  private readonly offers = signal<readonly (() => readonly Command[])[]>([]);
  private readonly finders = signal<readonly CommandSource[]>([]);

  readonly all = computed(() => this.offers().flatMap((commands) => commands()));
  readonly sources = this.finders.asReadonly();

  /**
   * Adds commands until `until` is destroyed; call it in a constructor. `commands` is read like a computed signal, so
   * that it may depend on who is signed in.
   */
  offer(commands: () => readonly Command[], until = inject(DestroyRef)): void {
    this.offers.update((offers) => [...offers, commands]);
    until.onDestroy(() =>
      this.offers.update((offers) => offers.filter((other) => other !== commands)),
    );
  }

  /** Adds a search until `until` is destroyed; call it in a constructor. */
  search(source: CommandSource, until = inject(DestroyRef)): void {
    this.finders.update((sources) => [...sources, source]);
    until.onDestroy(() =>
      this.finders.update((sources) => sources.filter((other) => other !== source)),
    );
  }
}
