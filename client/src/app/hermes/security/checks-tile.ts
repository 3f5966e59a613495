import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { SecurityCheck } from '../../../../../server/hermes-state/security/security-check.contract';
import { Session } from '../../session/session';
import { formatCount } from '../../ui/format';
import type { KeptResource } from '../../ui/kept-resource';
import { Tile } from '../../ui/tile';
import { CheckRow } from './check-row';
import { SecurityActions } from './security-actions';
import { SecurityStore } from './security-store';
import { areaNames, groupsOf } from './security-view';

/** A part of the checklist, by area. */
@Component({
  selector: 'app-checks-tile',
  imports: [CheckRow, MatButton, Tile],
  template: `<app-tile [title]="title()" [resource]="resource()" [lines]="8">
    @if (session.canChange() && open().length > 1) {
      <button tileActions type="button" matButton="outlined" (click)="actions.mend(open())">
        Close all to others…
      </button>
    }
    @for (group of groups(); track group.area) {
      <section [attr.aria-label]="title() + ': ' + areas[group.area]">
        <h3>
          {{ areas[group.area] }}
          <span class="soft caption">{{ count(group.checks.length, 'check') }}</span>
        </h3>
        <ul>
          @for (check of group.checks; track check.id) {
            <li>
              <app-check-row
                [check]="check"
                [canMend]="session.canChange()"
                (mended)="actions.mend([check])"
              />
            </li>
          }
        </ul>
      </section>
    } @empty {
      <p class="soft">
        {{
          checks().length === 0 ? 'Nothing was read yet.' : 'No check of these matches the filter.'
        }}
      </p>
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    section + section {
      margin-top: var(--space-4);
    }
    h3 {
      display: flex;
      align-items: baseline;
      gap: var(--space-2);
      padding-bottom: var(--space-1);
      border-bottom: var(--hairline);
      font-size: var(--text-table);
    }
    li + li {
      border-top: var(--hairline);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ChecksTile {
  private readonly store = inject(SecurityStore);
  protected readonly session = inject(Session);
  protected readonly actions = inject(SecurityActions);

  readonly title = input.required<string>();
  readonly resource = input.required<KeptResource<unknown>>();
  readonly checks = input.required<readonly SecurityCheck[]>();

  protected readonly areas = areaNames;
  protected readonly count = formatCount;
  protected readonly groups = computed(() => groupsOf(this.checks(), this.store.view()));
  protected readonly open = computed(() => this.checks().filter(({ mend }) => mend.length > 0));
}
