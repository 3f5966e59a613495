import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  ConfigHistory,
  PastConfigText,
} from '../../../../../server/hermes-state/config/config.contract';
import { Session } from '../../session/session';
import { formatBytes } from '../../ui/format';
import { problemOf } from '../../ui/problem';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { Toasts } from '../../ui/toasts';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { Reviews } from '../review-dialog';
import { ConfigStore } from './config-store';

const path = '/api/admin/hermes/config/history';

/** What the file held before each change made here, and the way back to it. */
@Component({
  selector: 'app-config-history',
  imports: [Tile, TimeStamp],
  template: `<app-tile title="Earlier versions" [resource]="history" [lines]="5">
    @if (history.value()?.items; as items) {
      @if (items.length === 0) {
        <p class="soft">
          Nothing was changed from here yet. Each change keeps what the file held before it.
        </p>
      } @else {
        <div class="table-frame">
          <table class="table cards" role="table" aria-label="Earlier versions">
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">Until</th>
                <th role="columnheader" scope="col">Replaced by</th>
                <th role="columnheader" scope="col" class="number">Size</th>
                <th role="columnheader" scope="col">
                  <span class="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              @for (past of items; track past.id) {
                <tr role="row">
                  <td role="cell" data-label="Until"><app-time [at]="past.replacedAt" /></td>
                  <td role="cell" data-label="Replaced by">{{ past.replacedBy }}</td>
                  <td role="cell" data-label="Size" class="number">{{ bytes(past.bytes) }}</td>
                  <td role="cell">
                    @if (session.canChange()) {
                      <button
                        type="button"
                        class="quiet"
                        [disabled]="store.hasDraft()"
                        [title]="store.hasDraft() ? 'Save or discard your changes first.' : ''"
                        (click)="restore(past.id)"
                      >
                        Compare and restore…
                      </button>
                    }
                  </td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      }
    }
  </app-tile>`,
  styles: `
    .table-frame {
      margin: calc(-1 * var(--space-4));
      border: 0;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConfigHistoryPart {
  protected readonly session = inject(Session);
  protected readonly store = inject(ConfigStore);
  private readonly http = inject(HttpClient);
  private readonly scope = inject(ProfileScope);
  private readonly reviews = inject(Reviews);
  private readonly toasts = inject(Toasts);
  protected readonly bytes = formatBytes;

  protected readonly history = hermesResource<ConfigHistory>(
    () => ({ path: 'config/history' }),
    ['config'],
  );

  protected async restore(id: string): Promise<void> {
    const params = { profile: this.scope.profile() };
    try {
      const { text, current, version } = await firstValueFrom(
        this.http.get<PastConfigText>(`${path}/${id}`, { params }),
      );
      const outcome = await this.reviews.ask({
        title: 'Restore this version?',
        label: 'config.yaml, now and then',
        before: current,
        after: text,
        notes: ['What the file holds now is kept among the earlier versions.'],
        confirm: 'Restore version',
        save: async () => {
          const headers = { 'if-match': version };
          await firstValueFrom(
            this.http.post(`${path}/${id}/restore`, undefined, { params, headers }),
          );
        },
      });
      if (outcome === 'saved') this.toasts.succeeded('Restored the earlier version.');
      if (outcome === 'conflict')
        this.toasts.failed('Nothing was restored.', {
          message: 'The file was changed meanwhile. Compare again.',
        });
    } catch (error) {
      this.toasts.failed('The version could not be read.', problemOf(error));
    }
    this.history.reload();
    this.store.config.reload();
  }
}
