import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Chart } from '../../ui/chart';
import { formatNumber } from '../../ui/format';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { InsightsStore } from './insights-store';

const mostBars = 12;

/** Which tools and skills sessions used. */
@Component({
  selector: 'app-tools-tile',
  imports: [Chart, MatButton, Tile, TimeStamp],
  template: `<app-tile title="Tools and skills" [resource]="store.tools" [lines]="7">
    <a tileActions matButton="outlined" download [href]="store.csvAddress('tools')">CSV</a>
    @if (store.tools.value(); as found) {
      @if (found.tools.length > 0) {
        <app-chart
          kind="bar"
          categoryName="Tool"
          label="Calls by tool"
          [categories]="categories()"
          [series]="[{ name: 'Calls', values: calls() }]"
        />
        @if (found.tools.length > categories().length) {
          <p class="caption soft">
            and {{ number(found.tools.length - categories().length) }} more; the CSV has them all
          </p>
        }
      } @else {
        <p class="soft">No tool was called in these days.</p>
      }
      @if (found.skills.length > 0) {
        <table class="table">
          <caption class="visually-hidden">
            Skills
          </caption>
          <thead>
            <tr>
              <th scope="col">Skill</th>
              <th scope="col" class="number">Loads</th>
              <th scope="col" class="number">Edits</th>
              <th scope="col">Last used</th>
            </tr>
          </thead>
          <tbody>
            @for (skill of found.skills.slice(0, 20); track skill.name) {
              <tr>
                <td>{{ skill.name }}</td>
                <td class="number">{{ number(skill.loads) }}</td>
                <td class="number">{{ number(skill.edits) }}</td>
                <td>
                  @if (skill.lastUsedAt; as at) {
                    <app-time [at]="at" />
                  }
                </td>
              </tr>
            }
          </tbody>
        </table>
      }
    }
  </app-tile>`,
  styles: `
    table {
      margin-top: var(--space-3);
    }
    p {
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToolsTile {
  protected readonly store = inject(InsightsStore);
  protected readonly number = formatNumber;
  private readonly drawn = computed(() => this.store.tools.value()?.tools.slice(0, mostBars) ?? []);
  protected readonly categories = computed(() => this.drawn().map(({ name }) => name));
  protected readonly calls = computed(() => this.drawn().map(({ calls }) => calls));
}
