import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import type { CronPreview } from '../../../../../server/hermes-state/cron/cron.contract';
import { Field, FieldControl } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { keptResource } from '../../ui/kept-resource';
import { ProfileScope } from '../profile-scope';
import { CronTime } from './cron-time';

/** After the last key. */
const settleMs = 250;

/** Says when a job runs, and shows while it is typed how Hermes reads that and when the next five runs come. */
@Component({
  selector: 'app-schedule-field',
  imports: [CronTime, Field, FieldControl, Icon],
  template: `<app-field
      label="Schedule"
      hint="0 9 * * 1-5 · every 2h · 30m (once, from now) · 2026-12-24T18:00 (once)"
      [error]="error()"
    >
      <input
        #box
        appControl
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        maxlength="200"
        [value]="value()"
        (input)="typed.emit(box.value)"
      />
    </app-field>
    <div class="presets" role="group" aria-label="Usual schedules">
      @for (preset of presets; track preset.text) {
        <button
          type="button"
          class="quiet"
          [attr.aria-pressed]="value().trim() === preset.text"
          (click)="typed.emit(preset.text)"
        >
          {{ preset.name }}
        </button>
      }
    </div>
    <div class="preview" role="status" aria-label="How Hermes reads it">
      @if (asked() === '') {
        <p class="soft">The next five runs show here.</p>
      } @else if (preview(); as found) {
        @if (found.problem; as problem) {
          <p class="bad">
            <app-icon name="error" />
            @if (found.kind !== 'unknown') {
              {{ found.words }}:
            }
            {{ problem }}
          </p>
        } @else {
          <p>
            <strong>{{ found.words }}</strong>
            <span class="soft">&ngsp;in {{ found.zone.name }}</span>
          </p>
          <ol aria-label="Next runs">
            @for (run of found.runs; track run.at) {
              <li>
                <app-cron-time as="absolute" [at]="run.at" [zone]="found.zone.name" />
                <app-cron-time class="soft" as="relative" [at]="run.at" [zone]="found.zone.name" />
                @if (run.change === 'repeated') {
                  <span class="caption soft">clocks show this time twice; it runs both times</span>
                } @else if (run.change === 'skipped') {
                  <span class="caption soft">clocks jump over its time; it runs right after</span>
                }
              </li>
            }
          </ol>
        }
        @for (note of notes(); track note) {
          <p class="caption soft">{{ note }}</p>
        }
      } @else if (resource.problem(); as problem) {
        <p class="bad"><app-icon name="error" />No preview: {{ problem.message }}</p>
      } @else {
        <p class="soft">Reading…</p>
      }
    </div>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
    .presets {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1);
    }
    .presets [aria-pressed='true'] {
      background: var(--color-pressed);
      color: var(--color-text);
    }
    .preview {
      display: grid;
      align-content: start;
      gap: var(--space-1);
      min-height: 8.5rem;
      padding: var(--space-2) var(--space-3);
      background: var(--color-sunken);
      border: var(--hairline);
      border-radius: var(--radius);
      font-size: var(--text-table);
    }
    ol {
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--space-3);
    }
    .bad app-icon {
      margin-right: var(--space-1);
      color: var(--color-bad);
      vertical-align: -3px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ScheduleField {
  private readonly scope = inject(ProfileScope);
  readonly value = input.required<string>();
  readonly error = input<string>();
  readonly typed = output<string>();

  protected readonly presets = [
    { name: 'Every hour', text: '0 * * * *' },
    { name: 'Daily, 09:00', text: '0 9 * * *' },
    { name: 'Weekdays, 09:00', text: '0 9 * * 1-5' },
    { name: 'Mondays, 09:00', text: '0 9 * * 1' },
    { name: 'Monthly, the 1st', text: '0 9 1 * *' },
    { name: 'Every 2 hours', text: 'every 2h' },
  ];
  protected readonly asked = signal('');
  protected readonly resource = keptResource<CronPreview>(() => {
    const schedule = this.asked();
    if (schedule === '') return undefined;
    return {
      url: '/api/admin/hermes/cron/preview',
      params: { profile: this.scope.profile(), schedule },
    };
  });
  /** An answer to what was typed before is not shown as the answer to what stands there now. */
  protected readonly preview = computed(() =>
    this.resource.problem() === undefined && this.asked() === this.value().trim()
      ? this.resource.value()
      : undefined,
  );
  protected readonly notes = computed(() => {
    const found = this.preview();
    return found === undefined
      ? []
      : [...found.notes, ...(found.zone.problem === null ? [] : [found.zone.problem])];
  });

  constructor() {
    effect((onCleanup) => {
      const text = this.value().trim();
      const timer = setTimeout(() => this.asked.set(text), settleMs);
      onCleanup(() => clearTimeout(timer));
    });
  }
}
