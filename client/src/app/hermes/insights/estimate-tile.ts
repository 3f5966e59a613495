import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { Chart } from '../../ui/chart';
import type { ChartSeries } from '../../ui/chart-data';
import { EmptyState } from '../../ui/empty-state';
import { formatCompact, formatDay, formatNumber, formatShare } from '../../ui/format';
import { StatTile } from '../../ui/stat-tile';
import { Tile } from '../../ui/tile';
import { InsightsStore } from './insights-store';
import { comparison, dollars, measureNames, measures } from './insights-view';

/** The sums of Hermes' estimate with how they compare, and its days. */
@Component({
  selector: 'app-estimate-tile',
  imports: [Chart, EmptyState, MatButton, RouterLink, StatTile, Tile],
  template: `<div class="figures">
      @for (figure of figures(); track figure.label) {
        <app-stat-tile [label]="figure.label" [value]="figure.value" [note]="figure.note" />
      }
    </div>
    <app-tile title="Estimate by day" [resource]="store.estimate" [lines]="7">
      <div tileActions class="button-row">
        <label>
          <span class="visually-hidden">What is drawn</span>
          <select #measure class="control" (change)="store.show({ show: measure.value })">
            @for (name of measureNames; track name) {
              <option [value]="name" [selected]="store.view().show === name">
                {{ measures[name] }}
              </option>
            }
          </select>
        </label>
        <a matButton="outlined" download [href]="store.csvAddress('days')">CSV</a>
      </div>
      @if (store.estimate.value(); as estimate) {
        @if (estimate.total.sessions === 0) {
          <app-empty title="No session began in these days">
            <p>Sessions of Hermes appear here as soon as there are some.</p>
            <a matButton="outlined" routerLink="/sessions" queryParamsHandling="preserve"
              >Go to sessions</a
            >
          </app-empty>
        } @else {
          <app-chart
            kind="stacked"
            categoryName="Day"
            [label]="label()"
            [categories]="categories()"
            [series]="series()"
            [format]="format()"
            [isLastPartial]="true"
          />
          <p class="caption soft">Days in {{ estimate.timeZone }}. {{ unpriced() }}</p>
        }
      }
    </app-tile>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .figures {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
      gap: var(--space-3);
    }
    .control {
      width: auto;
    }
    .caption {
      margin-top: var(--space-1);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EstimateTile {
  protected readonly store = inject(InsightsStore);
  protected readonly measures = measures;
  protected readonly measureNames = measureNames;

  protected readonly figures = computed(() => {
    const found = this.store.estimate.value();
    const days = this.store.view().days;
    const figure = (
      label: string,
      of: (numbers: NonNullable<typeof found>['total']) => number,
      write: (value: number) => string,
    ) => ({
      label,
      value: found && write(of(found.total)),
      note: found ? comparison(of(found.total), of(found.previous), days) : '',
    });
    return [
      figure('Sessions', ({ sessions }) => sessions, formatNumber),
      figure('Messages', ({ messages }) => messages, formatNumber),
      figure('Calls of tools', ({ toolCalls }) => toolCalls, formatNumber),
      figure('Tokens', ({ totalTokens }) => totalTokens, formatCompact),
      figure('Cost, where known', ({ costUsd }) => costUsd, dollars),
    ];
  });
  private readonly days = computed(() => this.store.estimate.value()?.days ?? []);
  protected readonly categories = computed(() => this.days().map(({ name }) => formatDay(name)));
  protected readonly label = computed(
    () => `${measures[this.store.view().show]} by day, as Hermes estimates it`,
  );
  protected readonly format = computed(() =>
    this.store.view().show === 'cost' ? dollars : formatCompact,
  );
  protected readonly series = computed<readonly ChartSeries[]>(() => {
    const days = this.days();
    switch (this.store.view().show) {
      case 'tokens':
        return [
          { name: 'Input', values: days.map(({ inputTokens }) => inputTokens) },
          { name: 'Output', values: days.map(({ outputTokens }) => outputTokens) },
          { name: 'Read from cache', values: days.map(({ cacheReadTokens }) => cacheReadTokens) },
          {
            name: 'Written to cache',
            values: days.map(({ cacheWriteTokens }) => cacheWriteTokens),
          },
        ];
      case 'cost':
        return [{ name: 'Cost', values: days.map(({ costUsd }) => costUsd) }];
      case 'sessions':
        return [{ name: 'Sessions', values: days.map(({ sessions }) => sessions) }];
    }
  });
  protected readonly unpriced = computed(() => {
    const total = this.store.estimate.value()?.total;
    if (!total || total.totalTokens === 0) return '';
    const parts = [
      ...(total.includedTokens > 0
        ? [
            `${formatShare(total.includedTokens / total.totalTokens)} of the tokens are in a subscription`,
          ]
        : []),
      ...(total.unpricedTokens > 0
        ? [`for ${formatShare(total.unpricedTokens / total.totalTokens)} Hermes knows no price`]
        : []),
    ];
    const text = parts.join(', ');
    return text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}.`;
  });
}
