import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Session } from '../../session/session';
import { formatNumber } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { Tile } from '../../ui/tile';
import { CredentialBadge } from './credential-badge';
import { ModelForms } from './model-forms';
import { ModelTestButton } from './model-test-button';
import { ModelsStore } from './models-store';

/** The model that is called first. */
@Component({
  selector: 'app-primary-tile',
  imports: [CredentialBadge, Icon, ModelTestButton, Tile],
  template: `<app-tile title="Primary model" [resource]="store.models" [lines]="3">
    @if (canEdit()) {
      <button tileActions type="button" class="quiet" (click)="forms.editPrimary(store.shown()!)">
        <app-icon name="edit" />Edit…
      </button>
    }
    @if (store.shown(); as models) {
      @let primary = models.primary;
      @if (primary.shape === 'unset') {
        <p class="soft">No model is chosen; Hermes asks for one at its first start.</p>
      } @else {
        <dl class="facts">
          <dt>Model</dt>
          <dd>
            @if (primary.model) {
              <code>{{ primary.model }}</code>
            } @else {
              <span class="soft">not set</span>
            }
          </dd>
          <dt>Provider</dt>
          <dd>{{ primary.provider ?? 'chosen by Hermes' }}</dd>
          @if (primary.baseUrl; as url) {
            <dt>Base URL</dt>
            <dd>
              <code>{{ url }}</code>
            </dd>
          }
          @if (primary.apiMode; as mode) {
            <dt>API mode</dt>
            <dd>{{ mode }}</dd>
          }
          @if (primary.contextLength; as length) {
            <dt>Context length</dt>
            <dd>{{ number(length) }} tokens</dd>
          }
          <dt>Key</dt>
          <dd><app-credential [credential]="primary.credential" /></dd>
          <dt>Test</dt>
          <dd><app-model-test row="primary" label="primary model" /></dd>
        </dl>
      }
    }
  </app-tile>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PrimaryTile {
  protected readonly store = inject(ModelsStore);
  protected readonly forms = inject(ModelForms);
  private readonly session = inject(Session);
  protected readonly number = formatNumber;

  protected readonly canEdit = computed(() => {
    const models = this.store.shown();
    const isCurrent = models?.primary.shape === 'present' || models?.primary.shape === 'unset';
    return this.session.canChange() && isCurrent && models?.locked === null;
  });
}
