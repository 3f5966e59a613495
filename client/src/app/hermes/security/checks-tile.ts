import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { SecurityCheck } from '../../../../../server/hermes-state/security/security-check.contract';
import { Session } from '../../session/session';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import type { KeptResource } from '../../ui/kept-resource';
import { Tile } from '../../ui/tile';
import { CheckRow } from './check-row';
import { SecurityActions } from './security-actions';
import { SecurityStore } from './security-store';
import { type AreaGroup, areaNames, groupsOf } from './security-view';

/** A part of the checklist, by area. */
@Component({
  selector: 'app-checks-tile',
  imports: [CheckRow, Icon, MatButton, Tile],
  template: `<app-tile [title]="title()" [resource]="resource()" [lines]="8">
    @if (session.canChange() && open().length > 1) {
      <button tileActions type="button" matButton="outlined" (click)="actions.mend(open())">
        Close all to others…
      </button>
    }
    @for (group of groups(); track group.area) {
      <section [attr.aria-label]="title() + ': ' + areas[group.area]">
        <h3>{{ areas[group.area] }}</h3>
        @if (group.open.length > 0) {
          <ul>
            @for (check of group.open; track check.id) {
              <li>
                <app-check-row
                  [check]="check"
                  [canMend]="session.canChange()"
                  (mended)="actions.mend([check])"
                />
              </li>
            }
          </ul>
        }
        @if (group.passed.length > 0) {
          <details [open]="showsPassed()">
            <summary>
              <app-icon name="check" />{{ passedWords(group)
              }}<span class="visually-hidden"> of {{ areas[group.area] }}</span>
            </summary>
            <ul>
              @for (check of group.passed; track check.id) {
                <li><app-check-row [check]="check" /></li>
              }
            </ul>
          </details>
        }
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
      margin-top: var(--space-3);
    }
    h3 {
      padding-bottom: var(--space-1);
      border-bottom: var(--hairline);
      font-size: var(--text-table);
    }
    summary {
      display: flex;
      align-items: center;
      gap: var(--space-1);
      width: max-content;
      min-height: 2rem;
      color: var(--color-good);
      cursor: pointer;
      font-size: var(--text-table);
    }
    summary::after {
      content: '▸';
      color: var(--color-text-soft);
    }
    [open] > summary::after {
      content: '▾';
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
  protected readonly showsPassed = computed(() => this.store.view().state === 'pass');
  protected readonly groups = computed(() => groupsOf(this.checks(), this.store.view()));
  protected readonly open = computed(() => this.checks().filter(({ mend }) => mend.length > 0));

  protected passedWords({ open, passed }: AreaGroup): string {
    const words = formatCount(passed.length, 'check passes', 'checks pass');
    return open.length === 0 && passed.length > 1 ? `All ${words}` : words;
  }
}
