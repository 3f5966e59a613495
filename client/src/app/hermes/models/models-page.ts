import { ChangeDetectionStrategy, Component, effect, inject, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../../session/session';
import { Banner } from '../../ui/banner';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { ProfileScope } from '../profile-scope';
import { UnsavedChanges } from '../unsaved-changes';
import { EndpointsTile } from './endpoints-tile';
import { FallbackTile } from './fallback-tile';
import { ModelForms } from './model-forms';
import { ModelsStore } from './models-store';
import { PrimaryTile } from './primary-tile';
import { TasksTile } from './tasks-tile';

/** Which models Hermes calls, in which order, and with which keys. */
@Component({
  selector: 'app-models-page',
  imports: [
    Banner,
    EndpointsTile,
    FallbackTile,
    Icon,
    MatButton,
    PageHeader,
    PrimaryTile,
    TasksTile,
  ],
  template: `<app-page-header
      title="Models & fallback"
      summary="What Hermes calls, and what it tries when that fails"
    />
    @if (store.hasChanges()) {
      <section class="draft panel" aria-label="Unsaved changes">
        <p role="status"><app-icon name="edit" />{{ count(store.count(), 'unsaved change') }}</p>
        <span class="button-row">
          <button type="button" matButton="outlined" (click)="store.discard()">Discard</button>
          @if (store.isConflict()) {
            <button type="button" matButton="filled" (click)="store.rebase()">
              Apply to the file as it is now
            </button>
          } @else {
            <button
              type="button"
              matButton="filled"
              [disabled]="store.isBusy()"
              (click)="store.save()"
            >
              Review and save…
            </button>
          }
        </span>
      </section>
      @if (store.isConflict()) {
        <app-banner tone="warning" icon="warning" role="alert">
          The file was changed by somebody else since you began. Apply your changes to it as it is
          now, and review them again, or discard them.
        </app-banner>
      }
    }
    @if (store.refusal(); as refusal) {
      <app-banner tone="bad" icon="error" role="alert">{{ refusal.message }}</app-banner>
    }
    @if (store.shown(); as models) {
      @if (models.locked; as reason) {
        <app-banner tone="bad" icon="error">{{ reason }}</app-banner>
      }
      @for (problem of models.problems; track $index) {
        <app-banner tone="warning" icon="warning">
          {{ models.source.file }}, line {{ problem.line }}: {{ problem.message }}
        </app-banner>
      }
      @if (models.source.status === 'missing') {
        <app-banner icon="info">
          {{ models.source.file }} does not exist: Hermes uses its defaults. Saving makes it.
        </app-banner>
      }
      @if (models.migrations.length > 0 && session.canChange() && !models.locked) {
        <app-banner tone="note" icon="history">
          Some of it is written in an older form, which Hermes still reads.
          <span class="button-row">
            @for (what of models.migrations; track what) {
              <button
                type="button"
                matButton="outlined"
                [disabled]="store.isBusy()"
                (click)="store.apply({ kind: 'migrate', what })"
              >
                {{ migrations[what] }}
              </button>
            }
          </span>
        </app-banner>
      }
    }
    <app-primary-tile />
    <app-fallback-tile />
    <app-endpoints-tile />
    <app-tasks-tile />`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .draft {
      position: sticky;
      z-index: 2;
      top: 0;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
      padding: var(--space-2) var(--space-4);
      background: var(--color-raised);
    }
    .draft p {
      display: flex;
      align-items: center;
      gap: var(--space-2);
    }
    app-banner .button-row {
      margin-top: var(--space-2);
    }
  `,
  providers: [ModelsStore, ModelForms],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ModelsPage {
  protected readonly session = inject(Session);
  protected readonly store = inject(ModelsStore);
  private readonly unsaved = inject(UnsavedChanges);
  protected readonly count = formatCount;
  protected readonly migrations = {
    primary: 'Rewrite the primary model',
    fallback_model: 'Move "fallback_model" into the chain',
    custom_providers: 'Move "custom_providers" below "providers"',
  };

  constructor() {
    this.unsaved.watch(this.store.hasChanges);
    const scope = inject(ProfileScope);
    // Changes belong to the profile they were made for.
    effect(() => {
      scope.profile();
      untracked(() => this.store.discard());
    });
  }

  mayLeave(): Promise<boolean> {
    return this.unsaved.mayLeave();
  }
}
