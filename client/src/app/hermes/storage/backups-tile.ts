import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { formatBytes, formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { StorageActions } from './storage-actions';
import { reasonWords } from '../reason-words';
import { StorageStore } from './storage-store';

/** Snapshots that lie in the home, and whole backups in the folder of this console. */
@Component({
  selector: 'app-backups-tile',
  imports: [Badge, Icon, MatButton, Tile, TimeStamp],
  templateUrl: './backups-tile.html',
  styles: `
    h3 {
      margin: var(--space-4) 0 var(--space-2);
    }
    h3:first-child {
      margin-top: 0;
    }
    ul {
      display: grid;
      gap: var(--space-2);
      font-size: var(--text-table);
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-3);
    }
    code {
      overflow-wrap: anywhere;
    }
    .buttons {
      display: flex;
      margin-inline-start: auto;
    }
    .wide {
      flex-basis: 100%;
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BackupsTile {
  protected readonly session = inject(Session);
  protected readonly store = inject(StorageStore);
  protected readonly reasonWords = reasonWords;
  protected readonly actions = inject(StorageActions);
  protected readonly bytes = formatBytes;
  protected readonly count = formatCount;
}
