import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
} from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { MatTabsModule } from '@angular/material/tabs';
import { Router, RouterLink } from '@angular/router';
import type { AuditRecordView } from '../../../../server/audit/audit.contract';
import type { Gateways } from '../../../../server/gateway/gateways.contract';
import { CopyButton } from '../ui/copy-button';
import { rowElementId } from '../ui/data-table/column';
import { Icon } from '../ui/icon';
import { keptResource } from '../ui/kept-resource';
import { PeekPanel } from '../ui/peek-panel';
import { ProblemNote } from '../ui/problem-note';
import { SingleKeys } from '../ui/single-keys';
import { Skeleton } from '../ui/skeleton';
import { AuditBodies } from './audit-bodies';
import { curlOf } from './audit-curl';
import { auditTableId } from './audit-list';
import { AuditRaw } from './audit-raw';
import { AuditRecordFacts } from './audit-record-facts';
import { AuditStore } from './audit-store';
import { AuditTail } from './audit-tail';

const tabs = ['overview', 'conversation', 'raw'] as const;

/** One request beside the list: J and K go through the list, Esc closes. */
@Component({
  selector: 'app-audit-peek',
  imports: [
    AuditBodies,
    AuditRaw,
    AuditRecordFacts,
    CopyButton,
    Icon,
    MatMenuModule,
    MatTabsModule,
    PeekPanel,
    ProblemNote,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './audit-peek.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditPeek {
  private readonly store = inject(AuditStore);
  private readonly tail = inject(AuditTail);
  private readonly router = inject(Router);
  protected readonly singleKeys = inject(SingleKeys);

  readonly id = input.required<string>();
  readonly tab = input<string>();

  protected readonly resource = keptResource<AuditRecordView>(() => ({
    url: `/api/admin/logs/${encodeURIComponent(this.id())}`,
  }));
  private readonly gateways = keptResource<Gateways>(() => ({ url: '/api/admin/gateways' }));
  /** While the next request loads, the last one is not shown under its name. */
  protected readonly record = computed(() => {
    const record = this.resource.value();
    return record?.id === this.id() ? record : undefined;
  });
  protected readonly title = computed(
    () => `Request ${(this.record()?.requestId ?? this.id()).slice(-8)}`,
  );
  protected readonly tabIndex = computed(() =>
    Math.max(
      0,
      tabs.findIndex((name) => name === this.tab()),
    ),
  );
  protected readonly link = computed(() => `/audit/${this.id()}`);
  protected readonly returnTo = computed(() => rowElementId(auditTableId, this.id()));
  /** Absent when the prompt is not whole: sending half of it would be another request. */
  protected readonly curl = computed(() => {
    const record = this.record();
    const gateway = this.gateways.value()?.items.find(({ name }) => name === record?.gateway);
    if (!record || !gateway || record.requestTruncated) return undefined;
    return curlOf(record, gateway.address);
  });
  protected readonly related = computed(() => {
    const record = this.record();
    if (record === undefined) return [];
    const { apiUserId, apiUserName, keyPrefix, model, gateway } = record;
    return [
      { name: `Everything of ${apiUserName}`, filter: { apiUserId } },
      { name: `Everything with the key ${keyPrefix}…`, filter: { keyPrefix } },
      ...(model === null
        ? []
        : [{ name: `Everything with the model ${model}`, filter: { model } }]),
      { name: `Everything through the gateway ${gateway}`, filter: { gateway } },
    ];
  });

  constructor() {
    // The list marks the open row; it learns of it here because the address belongs to this component.
    effect(() => this.store.openId.set(this.id()));
    // A request that was still running has ended when its row says so.
    effect(() => {
      const row = this.tail.shown()?.find(({ id }) => id === this.id());
      const record = this.record();
      if (record?.endReason === null && row && row.endReason !== null) this.resource.reload();
    });
    inject(DestroyRef).onDestroy(() => this.store.openId.set(undefined));
  }

  protected close(): void {
    void this.router.navigate(['/audit'], {
      queryParams: { tab: null },
      queryParamsHandling: 'merge',
    });
  }

  /** The next older or newer request of the list, also when this one is not in it. */
  protected async go(direction: 'older' | 'newer'): Promise<void> {
    const id = this.id();
    const newer = (): string | undefined =>
      this.tail.shown()?.findLast((request) => request.id > id)?.id;
    const older = (): string | undefined =>
      this.tail.shown()?.find((request) => request.id < id)?.id;
    let next = direction === 'newer' ? newer() : older();
    if (next === undefined && direction === 'older') {
      await this.store.loadMore();
      next = older();
    }
    if (next === undefined || this.id() !== id) return;
    await this.router.navigate(['/audit', next], {
      queryParamsHandling: 'preserve',
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
