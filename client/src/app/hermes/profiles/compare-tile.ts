import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type {
  Compared,
  ProfileNames,
} from '../../../../../server/hermes-state/profiles/profiles.contract';
import { Banner } from '../../ui/banner';
import { DiffView } from '../../ui/diff-view';
import { keptResource } from '../../ui/kept-resource';
import { Tile } from '../../ui/tile';
import { profilesPath } from './profile-calls';
import { reasonWords } from './profile-wording';

/** What differs between this profile and another, which is `?with=` in the address. Secrets are masked. */
@Component({
  selector: 'app-compare-tile',
  imports: [Banner, DiffView, Tile],
  template: `<app-tile title="Compare" [resource]="shown()" [lines]="3">
    <label tileActions class="caption"
      >With
      <select #box class="control" (change)="choose(box.value)">
        <option value="" [selected]="other() === ''">choose a profile</option>
        @for (name of names(); track name) {
          <option [value]="name" [selected]="name === other()">{{ name }}</option>
        }
      </select>
    </label>
    @if (compared(); as compared) {
      @for (file of compared.files; track file.name) {
        <section>
          <h3>{{ file.name }}</h3>
          @for (problem of file.problems; track problem.file) {
            <app-banner [tone]="problem.status === 'missing' ? 'muted' : 'bad'">
              <code>{{ problem.file }}</code>:
              {{ problem.status === 'missing' ? 'not there' : reasonWords(problem.reason) }}
            </app-banner>
          }
          <app-diff-view
            [label]="file.name + ' of ' + compared.a + ' and of ' + compared.b"
            [before]="file.before"
            [after]="file.after"
          />
        </section>
      }
      <p class="caption soft">
        Removed lines are of {{ compared.a }}, added ones of {{ compared.b }}. Configuration is
        sorted and without comments; secrets are masked, with the beginning of their SHA-256.
      </p>
    } @else {
      <p class="soft">
        Choose another profile to see where configuration, keys and SOUL.md differ.
      </p>
    }
  </app-tile>`,
  styles: `
    label {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
    }
    select {
      width: auto;
      height: var(--control-small);
    }
    section {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
      margin-bottom: var(--space-4);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CompareTile {
  private readonly router = inject(Router);
  private readonly query = toSignal(inject(ActivatedRoute).queryParamMap);
  readonly profile = input.required<string>();

  protected readonly other = computed(() => this.query()?.get('with') ?? '');
  private readonly all = keptResource<ProfileNames>(() => ({ url: `${profilesPath}/names` }));
  private readonly comparison = keptResource<Compared>(() =>
    this.other() === ''
      ? undefined
      : { url: `${profilesPath}/compare`, params: { a: this.other(), b: this.profile() } },
  );
  protected readonly names = computed(() =>
    (this.all.value()?.items ?? []).filter((name) => name !== this.profile()),
  );
  protected readonly shown = computed(() => (this.other() === '' ? this.all : this.comparison));
  /** An answer about another pair is none. */
  protected readonly compared = computed(() => {
    const compared = this.comparison.value();
    return compared?.a === this.other() && compared.b === this.profile() ? compared : undefined;
  });
  protected readonly reasonWords = reasonWords;

  protected choose(name: string): void {
    void this.router.navigate([], {
      queryParams: { with: name || null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
