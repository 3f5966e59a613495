import { inject, Injectable, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, type NavigationExtras, Router } from '@angular/router';
import { filter, map, startWith } from 'rxjs';

export const defaultProfile = 'default';

/** Which of Hermes' profiles the panes show and change: `?profile=` in the address, the root's own when absent. */
@Injectable({ providedIn: 'root' })
export class ProfileScope {
  private readonly router = inject(Router);

  readonly profile: Signal<string> = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      startWith(undefined),
      map(() => profileIn(this.router)),
    ),
    { requireSync: true },
  );

  /** For links to another pane of the same profile. */
  params(): { readonly profile: string | null } {
    const profile = this.profile();
    return { profile: profile === defaultProfile ? null : profile };
  }

  /** For going to a page by its entry in the list of pages: the profile goes along to those it means something to. */
  extras({ isScoped }: { readonly isScoped?: boolean }): NavigationExtras {
    return isScoped ? { queryParams: this.params() } : {};
  }

  /** Shows the same page for another profile. */
  choose(profile: string): void {
    void this.router.navigate([], {
      queryParams: { profile: profile === defaultProfile ? null : profile },
      queryParamsHandling: 'merge',
    });
  }
}

function profileIn(router: Router): string {
  const { profile } = router.parseUrl(router.url).queryParams as { profile?: unknown };
  return typeof profile === 'string' && profile !== '' ? profile : defaultProfile;
}
