import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  EnvironmentInjector,
  type ElementRef,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { MatTabsModule } from '@angular/material/tabs';
import { Router } from '@angular/router';
import type { AuditRecordView } from '../../../../server/audit/audit.contract';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { keptResource } from '../ui/kept-resource';
import { ProblemNote } from '../ui/problem-note';
import { SingleKeys } from '../ui/single-keys';
import { Skeleton } from '../ui/skeleton';
import { isSpokenFor, isTyping } from '../ui/typing';
import { AuditBody } from './audit-body';
import { AuditRecordFacts } from './audit-record-facts';
import { AuditStore } from './audit-store';
import { turnsOfPrompt, turnsOfResponse } from './conversation';

const tabs = ['overview', 'prompt', 'response', 'raw'] as const;

/** One request beside the list: J and K go through the list, Esc closes. */
@Component({
  selector: 'app-audit-peek',
  imports: [AuditBody, AuditRecordFacts, CopyButton, Icon, MatTabsModule, ProblemNote, Skeleton],
  templateUrl: './audit-peek.html',
  styleUrl: './audit-peek.css',
  host: { '(document:keydown)': 'followKey($event)' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditPeek {
  private readonly store = inject(AuditStore);
  private readonly router = inject(Router);
  private readonly singleKeys = inject(SingleKeys);
  /** Outlives this component. */
  private readonly pageInjector = inject(EnvironmentInjector);
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');

  readonly id = input.required<string>();
  readonly tab = input<string>();

  protected readonly resource = keptResource<AuditRecordView>(() => ({
    url: `/api/admin/logs/${encodeURIComponent(this.id())}`,
  }));
  /** While the next request loads, the last one is not shown under its name. */
  protected readonly record = computed(() => {
    const record = this.resource.value();
    return record?.id === this.id() ? record : undefined;
  });
  protected readonly tabIndex = computed(() =>
    Math.max(
      0,
      tabs.findIndex((name) => name === this.tab()),
    ),
  );
  protected readonly raw = computed(() => JSON.stringify(this.record(), null, 2));
  protected readonly address = computed(() => `${location.origin}/audit/${this.id()}`);
  protected readonly turnsOfPrompt = turnsOfPrompt;
  protected readonly turnsOfResponse = turnsOfResponse;

  constructor() {
    // The list marks the open row; it learns of it here because the address belongs to this component.
    effect(() => this.store.openId.set(this.id()));
    inject(DestroyRef).onDestroy(() => this.store.openId.set(undefined));
    afterNextRender(() => this.heading().nativeElement.focus({ preventScroll: true }));
  }

  protected followKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !isSpokenFor(event) && !isTyping(event)) void this.close();
    if (!this.singleKeys.mayAct(event)) return;
    if (event.key === 'j') void this.go('next');
    if (event.key === 'k') void this.go('previous');
  }

  protected async close(): Promise<void> {
    const id = this.id();
    await this.router.navigate(['/audit'], {
      queryParams: { tab: null },
      queryParamsHandling: 'merge',
    });
    // On narrow windows the list can take the focus only after it was drawn without the panel.
    afterNextRender(() => document.getElementById(`request-${id}`)?.focus(), {
      injector: this.pageInjector,
    });
  }

  protected async go(direction: 'next' | 'previous'): Promise<void> {
    const id = await this.store.beside(this.id(), direction);
    if (id === undefined) return;
    await this.router.navigate(['/audit', id], {
      queryParamsHandling: 'preserve',
      replaceUrl: true,
    });
    document.getElementById(`request-${id}`)?.scrollIntoView({ block: 'nearest' });
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
