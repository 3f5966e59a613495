import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { InsightGroup } from '../../../../../server/hermes-state/insights/insights.contract';
import { Chart } from '../../ui/chart';
import type { ChartSeries } from '../../ui/chart-data';
import { formatCompact, formatNumber, formatShare } from '../../ui/format';
import { Tile } from '../../ui/tile';
import { InsightsStore } from './insights-store';
import { dollars, groupingNames, groupings } from './insights-view';

/** Drawn; the table has them all. */
const mostBars = 10;

/** The estimate taken apart by model, provider, source, task or profile. */
@Component({
  selector: 'app-parts-tile',
  imports: [Chart, MatButton, Tile],
  template: `<app-tile title="Estimate taken apart" [resource]="store.estimate" [lines]="7">
    <div tileActions class="button-row">
      <label>
        <span class="visually-hidden">Taken apart by</span>
        <select #by class="control" (change)="store.show({ by: by.value })">
          @for (name of groupingNames; track name) {
            <option [value]="name" [selected]="store.view().by === name">
              By {{ groupings[name].toLowerCase() }}
            </option>
          }
        </select>
      </label>
      <a matButton="outlined" download [href]="store.csvAddress(store.view().by)">CSV</a>
    </div>
    @if (groups().length > 0) {
      <app-chart
        kind="stacked"
        [categoryName]="word()"
        [label]="'Tokens by ' + word().toLowerCase() + ', as Hermes estimates them'"
        [categories]="categories()"
        [series]="series()"
        [format]="compact"
      />
      <div class="scroll" role="region" tabindex="0" [attr.aria-label]="'Use by ' + word()">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{{ word() }}</th>
              @if (store.view().by === 'models') {
                <th scope="col">Provider</th>
              }
              <th scope="col" class="number">Sessions</th>
              <th scope="col" class="number">Calls</th>
              <th scope="col" class="number">Input</th>
              <th scope="col" class="number">Output</th>
              <th scope="col" class="number">Reasoning</th>
              <th scope="col" class="number">Cache read</th>
              <th scope="col" class="number">Cache write</th>
              <th scope="col" class="number">All tokens</th>
              <th scope="col" class="number">Share</th>
              <th scope="col" class="number">Cost</th>
            </tr>
          </thead>
          <tbody>
            @for (group of groups(); track $index) {
              <tr>
                <th scope="row">{{ nameOf(group) }}</th>
                @if (store.view().by === 'models') {
                  <td>{{ group.provider || 'unknown' }}</td>
                }
                <td class="number">{{ number(group.sessions) }}</td>
                <td class="number">{{ number(group.calls) }}</td>
                <td class="number">{{ number(group.inputTokens) }}</td>
                <td class="number">{{ number(group.outputTokens) }}</td>
                <td class="number">{{ number(group.reasoningTokens) }}</td>
                <td class="number">{{ number(group.cacheReadTokens) }}</td>
                <td class="number">{{ number(group.cacheWriteTokens) }}</td>
                <td class="number">{{ number(group.totalTokens) }}</td>
                <td class="number">{{ shareOf(group) }}</td>
                <td class="number">{{ costOf(group) }}</td>
              </tr>
            }
          </tbody>
        </table>
      </div>
    } @else {
      <p class="soft">Nothing was used in these days.</p>
    }
  </app-tile>`,
  styles: `
    .control {
      width: auto;
    }
    .scroll {
      max-height: 26rem;
      margin-top: var(--space-3);
      overflow: auto;
    }
    tbody th {
      border-bottom: var(--hairline);
      color: inherit;
      font-weight: var(--weight-normal);
    }
    p {
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PartsTile {
  protected readonly store = inject(InsightsStore);
  protected readonly groupings = groupings;
  protected readonly groupingNames = groupingNames;
  protected readonly number = formatNumber;
  protected readonly compact = formatCompact;

  protected readonly word = computed(() => groupings[this.store.view().by]);
  protected readonly groups = computed(
    () => this.store.estimate.value()?.[this.store.view().by] ?? [],
  );
  private readonly drawn = computed(() => this.groups().slice(0, mostBars));
  protected readonly categories = computed(() => this.drawn().map((group) => this.nameOf(group)));
  protected readonly series = computed<readonly ChartSeries[]>(() => {
    const groups = this.drawn();
    return [
      { name: 'Input', values: groups.map(({ inputTokens }) => inputTokens) },
      { name: 'Output', values: groups.map(({ outputTokens }) => outputTokens) },
      { name: 'Read from cache', values: groups.map(({ cacheReadTokens }) => cacheReadTokens) },
      { name: 'Written to cache', values: groups.map(({ cacheWriteTokens }) => cacheWriteTokens) },
    ];
  });

  protected nameOf({ name }: InsightGroup): string {
    if (this.store.view().by === 'tasks')
      return name === '' ? 'conversation' : name.replaceAll('_', ' ');
    return name === '' ? 'unknown' : name;
  }

  protected shareOf({ totalTokens }: InsightGroup): string {
    const all = this.store.estimate.value()?.total.totalTokens ?? 0;
    return all === 0 ? '–' : formatShare(totalTokens / all);
  }

  /** Zero dollars only where nothing is without a price. */
  protected costOf({ costUsd, totalTokens, includedTokens, unpricedTokens }: InsightGroup): string {
    if (costUsd > 0) return `${dollars(costUsd)}${unpricedTokens > 0 ? ' +' : ''}`;
    if (totalTokens > 0 && includedTokens === totalTokens) return 'included';
    return unpricedTokens > 0 ? 'unknown' : dollars(0);
  }
}
