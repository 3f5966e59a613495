import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AdminEventView } from '../../../../server/admin-events/admin-events.contract';
import { Badge } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { formatCount } from '../ui/format';
import { FieldDiff } from '../ui/field-diff';
import { Icon } from '../ui/icon';
import { TimeStamp } from '../ui/time-stamp';
import { actionWords, outcomeLooks } from './admin-event-wording';

/** Events; one of them can be unfolded to everything that is known of it. */
@Component({
  selector: 'app-admin-events-table',
  imports: [Badge, CopyButton, FieldDiff, Icon, RouterLink, TimeStamp],
  templateUrl: './admin-events-table.html',
  styleUrl: './admin-events-table.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AdminEventsTable {
  readonly events = input.required<readonly AdminEventView[]>();
  /** The sequence of the unfolded one. */
  readonly open = input<number>();
  readonly toggled = output<number>();

  protected readonly words = actionWords;
  protected readonly looks = outcomeLooks;
  protected readonly count = formatCount;

  /** The page of the API user that something was done to. */
  protected pageOf({ action, outcome, target }: AdminEventView): readonly string[] | undefined {
    const isGone = action === 'api_user.delete' && outcome === 'ok';
    if (target?.kind !== 'api_user' || target.id === null || isGone) return undefined;
    return ['/api-users', target.id];
  }

  protected targetOf({ target }: AdminEventView): string {
    if (target === null) return '–';
    return target.name ?? target.id ?? target.kind.replaceAll('_', ' ');
  }
}
