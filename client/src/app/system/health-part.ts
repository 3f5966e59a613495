import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { HealthCheck } from '../../../../server/system/system.contract';
import { Badge, type Tone } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { formatAge, formatBytes, formatCount } from '../ui/format';
import type { IconName } from '../ui/icon';
import { Meter } from '../ui/meter';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { ListenersTile } from './listeners-tile';
import { SystemStore } from './system-store';

/** Whether everything is well, what to do where it is not, and the facts behind it. */
@Component({
  selector: 'app-health-part',
  imports: [Badge, CopyButton, ListenersTile, Meter, Tile, TimeStamp],
  templateUrl: './health-part.html',
  styleUrl: './health-part.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HealthPart {
  protected readonly store = inject(SystemStore);
  protected readonly system = this.store.system.value;
  protected readonly age = formatAge;
  protected readonly bytes = formatBytes;
  protected readonly count = formatCount;
  protected readonly looks: Record<
    HealthCheck['state'],
    { readonly word: string; readonly tone: Tone; readonly icon: IconName }
  > = {
    ok: { word: 'OK', tone: 'good', icon: 'check' },
    warning: { word: 'Warning', tone: 'warning', icon: 'warning' },
    failed: { word: 'Failed', tone: 'bad', icon: 'error' },
  };

  protected readonly verdict = computed(() => {
    const checks = this.system()?.health ?? [];
    if (checks.length === 0) return '';
    const of = (state: HealthCheck['state']): number =>
      checks.filter((check) => check.state === state).length;
    const concerns = [
      ...(of('failed') > 0 ? [`${of('failed')} failed`] : []),
      ...(of('warning') > 0 ? [formatCount(of('warning'), 'warning')] : []),
    ];
    return concerns.length === 0
      ? `All ${checks.length} checks are well`
      : [...concerns, `${of('ok')} well`].join(' · ');
  });
}
