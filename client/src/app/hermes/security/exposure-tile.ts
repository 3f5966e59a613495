import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { LogExposure } from '../../../../../server/hermes-state/security/security.contract';
import { Badge } from '../../ui/badge';
import { formatBytes, formatCount } from '../../ui/format';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { reasonWords } from '../reason-words';
import { SecurityStore } from './security-store';

type File = LogExposure['files'][number];

/** Secrets that stand in the newest part of the logs: where, never which. */
@Component({
  selector: 'app-exposure-tile',
  imports: [Badge, RouterLink, Tile, TimeStamp],
  template: `<app-tile title="Secrets in logs" [resource]="store.exposure" [lines]="4">
    <button tileActions type="button" class="quiet" (click)="store.exposure.reload()">
      {{ store.exposure.isLoading() ? 'Scanning…' : 'Scan again' }}
    </button>
    @if (store.exposure.value(); as found) {
      <p role="status">
        @if (known() > 0) {
          <app-badge tone="bad" icon="error">Fail</app-badge>
          {{ count(known(), 'line holds', 'lines hold') }} a secret that is in use. Replace it, and
          delete the log.
        } @else if (lookalikes() > 0) {
          <app-badge tone="warning" icon="warning">Warning</app-badge>
          No secret in use, but {{ count(lookalikes(), 'line looks', 'lines look') }} as if it held
          one.
        } @else if (unreadable()) {
          <app-badge tone="note" icon="help">Not known</app-badge>
          Not every log could be read.
        } @else {
          <app-badge tone="good" icon="check">Pass</app-badge>
          None was found.
        }
      </p>
      <ul>
        @for (file of found.files; track file.file) {
          <li>
            <code>{{ file.file }}</code>
            @if (file.status === 'unreadable') {
              <span class="bad">not read: {{ reasonWords(file.reason) }}</span>
            } @else {
              <span class="soft">{{ scanned(file) }}</span>
              @if (file.known > 0) {
                <span class="bad">{{ count(file.known, 'secret') }}</span>
              }
              @if (file.lookalikes > 0) {
                <span class="warning">{{ count(file.lookalikes, 'lookalike') }}</span>
              }
            }
            @if (file.lines.length > 0) {
              <details>
                <summary class="caption">
                  Newest lines<span class="visually-hidden"> in {{ file.file }}</span>
                </summary>
                <ol>
                  @for (line of file.lines; track line.offset) {
                    <li>
                      <a
                        routerLink="/hermes/logs"
                        [queryParams]="{
                          profile: store.scope.params().profile,
                          file: nameOf(file),
                          line: line.offset,
                        }"
                        >{{ line.line === null ? 'Byte ' + line.offset : 'Line ' + line.line }}</a
                      >
                      <span class="soft">{{
                        line.kind === 'known' ? 'secret' : 'looks like a secret'
                      }}</span>
                    </li>
                  }
                </ol>
              </details>
            }
          </li>
        } @empty {
          <li class="soft">There are no logs yet.</li>
        }
      </ul>
      <p class="caption soft">
        The end of each log, compared with {{ count(found.secretsKnown, 'known secret') }} of Hermes
        and this console<!--
        -->{{
          found.filesLeftOut > 0 ? '; ' + count(found.filesLeftOut, 'older log') + ' not read' : ''
        }}. <app-time [at]="found.at" />
      </p>
    }
  </app-tile>`,
  styles: `
    p,
    ul {
      font-size: var(--text-table);
    }
    p.caption {
      font-size: var(--text-caption);
    }
    ul {
      display: grid;
      gap: var(--space-1);
      margin: var(--space-3) 0;
    }
    ul > li {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--space-3);
    }
    code {
      overflow-wrap: anywhere;
    }
    details {
      flex-basis: 100%;
    }
    summary {
      width: max-content;
      min-height: 1.5rem;
      color: var(--color-text-soft);
      cursor: pointer;
    }
    .bad {
      color: var(--color-bad);
    }
    .warning {
      color: var(--color-warning);
    }
    ol {
      display: grid;
      padding-left: var(--space-4);
    }
    ol a {
      display: inline-block;
      min-width: 5rem;
      min-height: 1.5rem;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExposureTile {
  protected readonly store = inject(SecurityStore);
  protected readonly count = formatCount;
  protected readonly reasonWords = reasonWords;
  private readonly files = computed(() => this.store.exposure.value()?.files ?? []);
  protected readonly known = computed(() => sum(this.files().map(({ known }) => known)));
  protected readonly lookalikes = computed(() =>
    sum(this.files().map(({ lookalikes }) => lookalikes)),
  );
  protected readonly unreadable = computed(() =>
    this.files().some(({ status }) => status === 'unreadable'),
  );

  protected scanned({ bytes, bytesScanned }: File): string {
    return bytesScanned < bytes
      ? `newest ${formatBytes(bytesScanned)} of ${formatBytes(bytes)}`
      : formatBytes(bytes);
  }

  protected nameOf({ file }: File): string {
    return file.split('/').at(-1)!;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
