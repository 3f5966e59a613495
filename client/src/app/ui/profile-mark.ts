import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { profileColour } from './profile-colour';

/** The name of a profile of Hermes with its colour. */
@Component({
  selector: 'app-profile-mark',
  template: `<span class="dot" aria-hidden="true"></span>{{ profile() }}`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-width: 0;
      font-weight: var(--weight-medium);
      overflow-wrap: anywhere;
    }
    .dot {
      flex: none;
      width: 0.5rem;
      height: 0.5rem;
      border-radius: var(--radius-full);
      background: var(--profile-colour);
    }
  `,
  host: { '[style.--profile-colour]': 'colour()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProfileMark {
  readonly profile = input.required<string>();
  protected readonly colour = computed(() => profileColour(this.profile()));
}
