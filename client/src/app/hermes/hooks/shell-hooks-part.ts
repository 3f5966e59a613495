import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import type { HookTest, ShellHook } from '../../../../../server/hermes-state/hooks/hooks.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { FileProblem } from '../file-problem';
import { HookActions } from './hook-actions';
import { keyOf, scriptLook, scriptMode, scriptTitle, standingLook } from './hook-wording';
import { HooksStore } from './hooks-store';

/** What `config.yaml` has Hermes run at its events, and whether somebody consented to it. */
@Component({
  selector: 'app-shell-hooks-part',
  imports: [
    Badge,
    Banner,
    EmptyState,
    FileProblem,
    Icon,
    MatButton,
    MatMenuModule,
    RouterLink,
    Tile,
    TimeStamp,
  ],
  templateUrl: './shell-hooks-part.html',
  styleUrl: './hooks-table.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShellHooksPart {
  protected readonly store = inject(HooksStore);
  protected readonly actions = inject(HookActions);
  protected readonly session = inject(Session);

  protected readonly keyOf = keyOf;
  protected readonly standingLook = standingLook;
  protected readonly scriptLook = scriptLook;
  protected readonly scriptMode = scriptMode;
  protected readonly scriptTitle = scriptTitle;
  protected readonly counted = computed(() =>
    formatCount(this.store.hooks()?.shell.length ?? 0, 'hook'),
  );
  protected readonly canEdit = computed(
    () => this.session.canChange() && this.store.hooks()?.configVersion != null,
  );
  /** Why no verb can be run; empty when one can. */
  protected readonly refusal = computed(() => this.store.hooks()?.unavailableReason ?? '');

  protected canConsent({ standing }: ShellHook): boolean {
    return (
      ['consented', 'automatic', 'unconsented'].includes(standing) &&
      this.store.hooks()?.allowlistVersion != null
    );
  }

  protected test({ event }: ShellHook): void {
    void this.actions.test(event as HookTest['event']);
  }
}
