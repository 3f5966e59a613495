import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  numberAttribute,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatMenuModule } from '@angular/material/menu';
import { MatTabsModule } from '@angular/material/tabs';
import { Router } from '@angular/router';
import type { SessionDetail } from '../../../../../server/hermes-state/sessions/sessions.contract';
import { Session as SignedIn } from '../../session/session';
import { atBase } from '../../ui/base-path';
import { rowElementId } from '../../ui/data-table/column';
import { Icon } from '../../ui/icon';
import { PeekPanel } from '../../ui/peek-panel';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { hermesResource } from '../hermes-resource';
import { SessionActions } from './session-actions';
import { SessionFacts } from './session-facts';
import { SessionRelatives } from './session-relatives';
import { SessionRename } from './session-rename';
import { SessionTranscript } from './session-transcript';
import { nameOf } from './session-wording';
import { sessionsTableId } from './sessions-page';
import { SessionsStore } from './sessions-store';

const tabs = ['overview', 'transcript', 'relatives'] as const;

/** One session beside the list: J and K go through the list, Esc closes. */
@Component({
  selector: 'app-session-peek',
  imports: [
    Icon,
    MatMenuModule,
    MatTabsModule,
    PeekPanel,
    ProblemNote,
    SessionFacts,
    SessionRelatives,
    SessionRename,
    SessionTranscript,
    Skeleton,
  ],
  templateUrl: './session-peek.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SessionPeek {
  protected readonly store = inject(SessionsStore);
  protected readonly actions = inject(SessionActions);
  private readonly router = inject(Router);
  private readonly canChange = inject(SignedIn).canChange;

  readonly id = input.required<string>();
  readonly tab = input<string>();
  /** The message that was looked for. */
  readonly at = input(undefined, {
    transform: (given: unknown) => (given === undefined ? undefined : numberAttribute(given)),
  });

  protected readonly resource = hermesResource<SessionDetail>(
    () => ({ path: `sessions/${encodeURIComponent(this.id())}` }),
    ['sessions'],
  );
  /** While the next session loads, the last one is not shown under its name. */
  protected readonly detail = computed(() => {
    const detail = this.resource.value();
    return detail?.session.id === this.id() ? detail : undefined;
  });
  protected readonly title = computed(() => {
    const session = this.detail()?.session;
    return session === undefined ? this.id() : nameOf(session);
  });
  protected readonly link = computed(() => `/sessions/${this.id()}`);
  protected readonly returnTo = computed(() => rowElementId(sessionsTableId, this.id()));
  protected readonly readOnly = computed(() =>
    this.canChange() ? (this.store.readOnlyReason() ?? '') : 'Only administrators change sessions.',
  );
  /** Why it cannot be archived; empty when it can. */
  protected readonly notArchivable = computed(() => {
    const session = this.detail()?.session;
    if (session?.isArchived) return 'It is archived.';
    return session?.endedAt === null ? 'Only ended sessions can be archived.' : this.readOnly();
  });
  protected readonly tabIndex = computed(() =>
    Math.max(
      0,
      tabs.findIndex((name) => name === this.tab()),
    ),
  );

  constructor() {
    // The list marks the open row; it learns of it here because the address belongs to this component.
    effect(() => this.store.openId.set(this.id()));
    this.actions.changes.pipe(takeUntilDestroyed()).subscribe(() => this.resource.reload());
    inject(DestroyRef).onDestroy(() => this.store.openId.set(undefined));
  }

  protected fileAddress(format: string): string {
    const query = new URLSearchParams({ profile: this.store.profile(), format });
    const id = encodeURIComponent(this.id());
    return atBase(`/api/admin/hermes/sessions/${id}/export?${query.toString()}`);
  }

  protected async delete(detail: SessionDetail): Promise<void> {
    if (await this.actions.delete(detail)) this.close();
  }

  protected close(): void {
    void this.router.navigate(['/sessions'], {
      queryParams: { tab: null, at: null },
      queryParamsHandling: 'merge',
    });
  }

  /** The one below or above in the list. */
  protected async go(step: 1 | -1): Promise<void> {
    const index = (): number =>
      this.store.list.items()?.findIndex(({ id }) => id === this.id()) ?? -1;
    if (index() === -1) return;
    let next = this.store.list.items()?.[index() + step];
    if (next === undefined && step === 1) {
      await this.store.list.loadMore();
      next = this.store.list.items()?.[index() + step];
    }
    if (next === undefined) return;
    await this.router.navigate(['/sessions', next.id], {
      queryParams: { at: null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected showTab(index: number): void {
    if (index === this.tabIndex()) return;
    void this.router.navigate([], {
      queryParams: { tab: index === 0 ? null : tabs[index] },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
