import { LocationStrategy } from '@angular/common';
import { DOCUMENT, inject, Injectable, InjectionToken, signal } from '@angular/core';

/** Opens an address from the server, also when it is the one that is open. */
export const OPEN_AFRESH = new InjectionToken<(address: string) => void>('OPEN_AFRESH', {
  providedIn: 'root',
  factory: () => {
    const { location } = inject(DOCUMENT);
    return (address) => {
      const { pathname, search } = new URL(address, location.href);
      const isOpen = pathname === location.pathname && search === location.search;
      location.assign(address);
      // To the browser another fragment is no other page.
      if (isOpen) location.reload();
    };
  },
});

interface FailedLoad {
  readonly what: string;
  /** Below the root of the console; absent means the address that is open. */
  readonly url: string | undefined;
}

/** A script of the console that could not be fetched: the server is away, or has another version by now. */
@Injectable({ providedIn: 'root' })
export class LoadFailure {
  private readonly addresses = inject(LocationStrategy);
  private readonly openAfresh = inject(OPEN_AFRESH);
  private readonly failed = signal<FailedLoad | undefined>(undefined);
  /** The last one, until something else was opened or it was put away. */
  readonly current = this.failed.asReadonly();

  ofPage(url: string): void {
    this.failed.set({ what: 'This page', url });
  }

  /** What `load` brings, or nothing; then the operator is told. */
  async of<Part>(what: string, load: () => Promise<Part>): Promise<Part | undefined> {
    try {
      const part = await load();
      this.clear();
      return part;
    } catch (error) {
      console.error(error);
      this.failed.set({ what, url: undefined });
      return undefined;
    }
  }

  clear(): void {
    this.failed.set(undefined);
  }

  /** Loads the whole console again, at the page that was asked for. */
  reload(): void {
    const url = this.failed()?.url;
    this.openAfresh(
      url === undefined ? this.addresses.path(true) : this.addresses.prepareExternalUrl(url),
    );
  }
}
