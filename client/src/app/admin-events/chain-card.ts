import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { firstValueFrom } from 'rxjs';
import type { ChainVerification } from '../../../../server/admin-events/admin-events.contract';
import { Badge } from '../ui/badge';
import { Banner } from '../ui/banner';
import { CopyButton } from '../ui/copy-button';
import { Field, FieldControl } from '../ui/field';
import { formatCount, formatNumber } from '../ui/format';
import { type Problem, problemOf } from '../ui/problem';

/** Checks on demand that no event was altered, and gives the last one's hash to note down elsewhere. */
@Component({
  selector: 'app-chain-card',
  imports: [Badge, Banner, CopyButton, Field, FieldControl, MatButton],
  templateUrl: './chain-card.html',
  styles: `
    section {
      display: grid;
      gap: var(--space-3);
      padding: var(--space-4);
      font-size: var(--text-table);
    }
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: start;
      justify-content: space-between;
      gap: var(--space-3);
    }
    header div {
      flex: 1 1 18rem;
      min-width: 0;
    }
    .outcome {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
    }
    .head {
      display: flex;
      align-items: center;
      gap: var(--space-1);
      min-width: 0;
    }
    .head code {
      overflow-wrap: anywhere;
    }
    details form {
      display: grid;
      grid-template-columns: 8rem minmax(0, 1fr) auto;
      align-items: start;
      gap: var(--space-3);
      margin-top: var(--space-3);
    }
    summary {
      width: fit-content;
      min-height: 1.5rem;
      cursor: pointer;
    }
    details button {
      margin-top: 1.4rem;
    }
    @media (max-width: 599px) {
      details form {
        grid-template-columns: minmax(0, 1fr);
      }
      details button {
        margin: 0;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ChainCard {
  private readonly http = inject(HttpClient);

  protected readonly isBusy = signal(false);
  protected readonly result = signal<ChainVerification | undefined>(undefined);
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly mistakes = signal<ReadonlyMap<string, string>>(new Map());
  protected readonly count = formatCount;
  protected readonly number = formatNumber;

  /** As one line, to be put where nobody who could alter the events can alter it. */
  protected readonly head = computed(() => {
    const head = this.result()?.head;
    return head ? `${head.sequence} ${head.hash}` : undefined;
  });

  protected verify(): void {
    void this.ask({});
  }

  protected verifyAgainst(event: Event, sequence: string, hash: string): void {
    event.preventDefault();
    const mistakes = new Map<string, string>();
    if (!/^[1-9]\d*$/.test(sequence.trim())) mistakes.set('sequence', 'Use its number.');
    if (!/^[\da-f]{64}$/i.test(hash.trim())) mistakes.set('hash', 'Use all 64 digits.');
    this.mistakes.set(mistakes);
    if (mistakes.size === 0) void this.ask({ sequence: sequence.trim(), hash: hash.trim() });
  }

  protected reasonOf({ reason, sequence }: NonNullable<ChainVerification['firstBroken']>): string {
    const name = `Event ${formatNumber(sequence)}`;
    switch (reason) {
      case 'missing':
        return `${name} is missing: it was deleted.`;
      case 'altered':
        return `${name} is not as it was written: its hash does not fit.`;
      case 'replaced':
        return `${name} is not the one you noted: from there on or before it, events were written anew.`;
    }
  }

  private async ask(noted: { sequence?: string; hash?: string }): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.problem.set(undefined);
    try {
      const params = { ...noted };
      // Every event is read and hashed anew, which takes its time on a long chain.
      const request = { params, timeout: 300_000 };
      this.result.set(
        await firstValueFrom(this.http.get<ChainVerification>('/api/admin/events/verify', request)),
      );
    } catch (error) {
      this.problem.set(problemOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
