import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { profileColour } from './profile-colour';
import { ProfileMark } from './profile-mark';

/** Says beside a button that saves to which profile of Hermes it writes. */
@Component({
  selector: 'app-write-target',
  imports: [ProfileMark],
  template: `<span>Writes to profile</span> <app-profile-mark [profile]="profile()" />`,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px;
      padding: var(--space-1) var(--space-3);
      border-inline-start: 3px solid var(--target-colour);
      background: var(--color-sunken);
      font-size: var(--text-table);
    }
  `,
  host: { '[style.--target-colour]': 'colour()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WriteTarget {
  readonly profile = input.required<string>();
  protected readonly colour = computed(() => profileColour(this.profile()));
}
