import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  untracked,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { map } from 'rxjs';
import { Session } from '../../session/session';
import { Banner } from '../../ui/banner';
import { DiffView } from '../../ui/diff-view';
import { PageHeader } from '../../ui/page-header';
import { Tile } from '../../ui/tile';
import { ProfileScope } from '../profile-scope';
import { UnsavedChanges } from '../unsaved-changes';
import { ConfigForm } from './config-form';
import { ConfigHistoryPart } from './config-history-part';
import { ConfigStore } from './config-store';
import { ConfigYaml } from './config-yaml';

const parts = { form: 'Settings', yaml: 'YAML', history: 'History' } as const;
type Part = keyof typeof parts;

/** The configuration of Hermes: one draft, edited as a form or as a text. */
@Component({
  selector: 'app-config-page',
  imports: [
    Banner,
    ConfigForm,
    ConfigHistoryPart,
    ConfigYaml,
    DiffView,
    MatButton,
    PageHeader,
    RouterLink,
    Tile,
  ],
  templateUrl: './config-page.html',
  styleUrl: './config-page.css',
  providers: [ConfigStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConfigPage {
  protected readonly session = inject(Session);
  protected readonly store = inject(ConfigStore);
  private readonly router = inject(Router);
  private readonly unsaved = inject(UnsavedChanges);

  protected readonly parts = Object.entries(parts) as [Part, string][];
  protected readonly part = toSignal(
    inject(ActivatedRoute).queryParamMap.pipe(
      map((query): Part => this.parts.find(([name]) => name === query.get('part'))?.[0] ?? 'form'),
    ),
    { requireSync: true },
  );
  protected readonly source = computed(() => this.store.config.value()?.source);
  protected readonly unreadable = computed(() => {
    const source = this.source();
    return source?.status === 'unreadable' ? source.reason : undefined;
  });

  constructor() {
    this.unsaved.watch(this.store.hasDraft);
    const scope = inject(ProfileScope);
    effect(() => {
      scope.profile();
      untracked(() => this.store.forget());
    });
    // Form and text show the same draft: what was typed in one is brought to the other.
    effect(() => {
      this.part();
      untracked(() => void this.store.check());
    });
  }

  mayLeave(): Promise<boolean> {
    return this.unsaved.mayLeave();
  }

  protected show(part: Part): void {
    void this.router.navigate([], {
      queryParams: { part: part === 'form' ? null : part },
      queryParamsHandling: 'merge',
    });
  }
}
