import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { ProfileNames } from '../../../../server/hermes-state/profiles/profiles.contract';
import type { LiveEvents } from '../../../../server/live/live.contract';
import { liveOrPoll } from '../live/live-or-poll';
import { profileColour } from '../ui/profile-colour';
import { defaultProfile, ProfileScope } from './profile-scope';

/** Chooses whose state the pages of Hermes show and change. */
@Component({
  selector: 'app-profile-switch',
  template: `<div>
    <span class="dot" aria-hidden="true"></span>
    <span class="word" aria-hidden="true">Profile</span>
    <select #box aria-label="Profile" class="control" (change)="scope.choose(box.value)">
      @for (choice of choices(); track choice.name) {
        <option [value]="choice.name" [selected]="choice.name === scope.profile()">
          {{ choice.words }}
        </option>
      }
    </select>
  </div>`,
  styles: `
    div {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      color: var(--color-text-soft);
      font-size: var(--text-caption);
    }
    .dot {
      flex: none;
      width: 0.625rem;
      height: 0.625rem;
      border-radius: var(--radius-full);
      background: var(--switch-colour);
    }
    select {
      width: auto;
      max-width: 11rem;
      height: var(--control-small);
      border-color: var(--switch-colour);
      font-weight: var(--weight-medium);
    }
    @media (max-width: 899px) {
      .word {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
    }
    @media (max-width: 479px) {
      select {
        max-width: 8.5rem;
      }
    }
  `,
  host: { '[style.--switch-colour]': 'colour()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProfileSwitch {
  protected readonly scope = inject(ProfileScope);
  private readonly names = liveOrPoll<ProfileNames>(
    () => ({ url: '/api/admin/hermes/profiles/names' }),
    ['hermes'],
    60_000,
    { concerns: (event) => (event as LiveEvents['hermes']).kinds.includes('profiles') },
  );
  protected readonly colour = computed(() => profileColour(this.scope.profile()));
  protected readonly choices = computed(() => {
    const names = this.names.value();
    const chosen = this.scope.profile();
    const items = names?.items ?? [defaultProfile];
    const known = items.map((name) => ({
      name,
      words: name === names?.active ? `${name} (active)` : name,
    }));
    if (items.includes(chosen)) return known;
    return [...known, { name: chosen, words: names ? `${chosen} (not there)` : chosen }];
  });
}
