import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type {
  Memory,
  MemoryTarget,
} from '../../../../../server/hermes-state/memory/memory.contract';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { formatBytes, formatCount, formatNumber } from '../../ui/format';
import { PageHeader } from '../../ui/page-header';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { FileProblem } from '../file-problem';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { memoryNames } from './memory-names';
import { MemoryTextPanel } from './memory-text-panel';

/** What Hermes carries from one session to the next. */
@Component({
  selector: 'app-memory-page',
  imports: [Badge, Banner, FileProblem, MemoryTextPanel, PageHeader, RouterLink, Tile, TimeStamp],
  templateUrl: './memory-page.html',
  styleUrl: './memory-page.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MemoryPage {
  private readonly scope = inject(ProfileScope);
  // Of the address.
  readonly file = input<string>();
  readonly view = input<string>();

  protected readonly memory = hermesResource<Memory>(
    () => ({ path: 'memory' }),
    ['memory', 'config'],
  );
  protected readonly names = memoryNames;
  protected readonly targets = Object.keys(memoryNames) as MemoryTarget[];
  protected readonly target = computed<MemoryTarget>(() =>
    this.file() === 'user' ? 'user' : 'memory',
  );
  protected readonly isRaw = computed(() => this.view() === 'text');
  /** Another text is another panel: what is still on its way for one is never shown as the other. */
  protected readonly shown = computed(() => [{ key: `${this.scope.profile()} ${this.target()}` }]);
  protected readonly facts = computed(() =>
    this.memory.value()?.files.find(({ target }) => target === this.target()),
  );
  protected readonly count = formatCount;
  protected readonly number = formatNumber;
  protected readonly size = formatBytes;

  protected summaryOf(target: MemoryTarget): string {
    const file = this.memory.value()?.files.find((each) => each.target === target);
    if (file === undefined) return '';
    if (file.status === 'unreadable') return 'cannot be read';
    return formatCount(file.entries, 'entry', 'entries');
  }
}
