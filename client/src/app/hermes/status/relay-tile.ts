import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { formatDuration } from '../../ui/format';
import { ProblemNote } from '../../ui/problem-note';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { FileProblem } from '../file-problem';
import { relayLooks, RelayTrial } from './relay-trial';
import { SetupActions } from './setup-actions';
import { SetupStore } from './setup-store';
import { enrollHindrance } from './setup-view';

/** Whether the gateway is tied to a relay connector, and as whom. Secrets are fingerprints. */
@Component({
  selector: 'app-relay-tile',
  imports: [Badge, Banner, FileProblem, MatButton, ProblemNote, Tile, TimeStamp],
  template: `<app-tile title="Relay" [resource]="store.relays" [lines]="4">
    @if (store.relay(); as relay) {
      <app-file-problem [source]="relay.source" />
      @if (relay.needsRestart) {
        <app-banner tone="warning" icon="refresh">
          .env was changed after the gateway had started. Restart it to apply the change.
        </app-banner>
      }
      <dl class="facts">
        <dt>Enrolled</dt>
        <dd>
          @if (relay.isEnrolled) {
            <app-badge tone="good" icon="check">Enrolled</app-badge>
          } @else {
            <app-badge icon="minus">Not enrolled</app-badge>
          }
        </dd>
        @if (relay.id; as id) {
          <dt>Gateway id</dt>
          <dd>
            <code>{{ id }}</code>
          </dd>
        }
        @if (relay.url; as url) {
          <dt>Connector</dt>
          <dd>
            <code>{{ url }}</code>
          </dd>
        }
        @if (relay.wakeUrl; as url) {
          <dt>Wake URL</dt>
          <dd>
            <code>{{ url }}</code>
          </dd>
        }
        @if (relay.secret; as secret) {
          <dt>Secret</dt>
          <dd>
            {{ secret.masked }} <code class="soft">{{ secret.fingerprint }}</code>
          </dd>
        }
        @if (relay.deliveryKey; as key) {
          <dt>Delivery key</dt>
          <dd>
            {{ key.masked }} <code class="soft">{{ key.fingerprint }}</code>
          </dd>
        }
        <dt>Asks as</dt>
        <dd>{{ relay.identity.detail }}</dd>
      </dl>
      @if (relay.hindrance; as reason) {
        <p class="caption soft">{{ reason }}</p>
      }
      @if (session.canChange()) {
        <div class="button-row">
          @if (relay.keys.length > 0) {
            <button
              type="button"
              matButton="outlined"
              [disabled]="relay.testHindrance !== null || trial.isRunning()"
              [title]="relay.testHindrance ?? ''"
              (click)="trial.run(relay)"
            >
              {{ trial.isRunning() ? 'Testing…' : 'Test connection…' }}
            </button>
          }
          <button
            type="button"
            matButton="outlined"
            [disabled]="hindrance() !== undefined"
            [title]="hindrance() ?? ''"
            (click)="actions.enroll(relay)"
          >
            {{ relay.isEnrolled ? 'Enroll anew…' : 'Enroll…' }}
          </button>
          @if (relay.keys.length > 0) {
            <button type="button" matButton="outlined" (click)="actions.unenroll(relay)">
              Remove enrollment…
            </button>
          }
        </div>
        <div class="result" role="status">
          @if (trial.outcome()?.result; as found) {
            @let look = looks[found.outcome];
            <p>
              <app-badge [tone]="look.tone" [icon]="look.icon">{{ look.word }}</app-badge>
              <span class="soft"
                >{{ duration(found.tookMs) }}, <code>{{ found.url }}</code>,
                <app-time [at]="found.at"
              /></span>
            </p>
            <p>{{ found.message }}</p>
          }
        </div>
        @if (trial.outcome()?.problem; as problem) {
          <app-problem
            title="The connection was not tested"
            [problem]="problem"
            (retry)="trial.run(relay)"
          />
        }
      }
      <p class="caption soft">Relays are experimental in Hermes and may change.</p>
    }
  </app-tile>`,
  styleUrl: './setup-tile.css',
  providers: [RelayTrial],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RelayTile {
  protected readonly store = inject(SetupStore);
  protected readonly actions = inject(SetupActions);
  protected readonly trial = inject(RelayTrial);
  protected readonly session = inject(Session);
  protected readonly looks = relayLooks;
  protected readonly duration = formatDuration;
  protected readonly hindrance = computed(() => {
    const relay = this.store.relay();
    return relay && enrollHindrance(relay, this.store.commandReason());
  });
}
