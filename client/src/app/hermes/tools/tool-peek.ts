import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { Toolset } from '../../../../../server/hermes-state/tools/tools.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { Icon } from '../../ui/icon';
import { PeekPanel } from '../../ui/peek-panel';
import { ToolActions } from './tool-actions';
import { ToolsStore } from './tools-store';
import { cellOn, hindranceOf, lookOf, needLooks, platformsShown } from './tools-view';

/** One toolset beside the table: its tools, what it needs, and the switch for each platform. */
@Component({
  selector: 'app-tool-peek',
  imports: [Badge, Banner, Icon, MatButton, PeekPanel, RouterLink],
  templateUrl: './tool-peek.html',
  styleUrl: './tool-peek.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToolPeek {
  protected readonly session = inject(Session);
  protected readonly actions = inject(ToolActions);
  protected readonly store = inject(ToolsStore);
  readonly toolset = input.required<Toolset>();
  readonly previous = output();
  readonly next = output();
  readonly closed = output();

  protected readonly need = computed(() => needLooks[this.toolset().need.state]);
  protected readonly returnTo = computed(() => `toolset-${this.toolset().name}`);
  protected readonly link = computed(() => {
    const query = new URLSearchParams(location.search);
    query.set('toolset', this.toolset().name);
    return `/tools?${query.toString()}`;
  });
  protected readonly canAllow = computed(() => this.store.tools()?.configVersion != null);
  /** Platforms in use, and others where it is not as it is by default. */
  protected readonly rows = computed(() => {
    const tools = this.store.tools();
    if (tools === undefined) return [];
    return platformsShown(tools, this.store.view().isWide).map((platform) => {
      const cell = cellOn(this.toolset(), platform.name);
      return {
        platform,
        isOn: cell.isOn === true,
        look: lookOf(cell),
        hindrance: hindranceOf(this.toolset(), cell, tools.configVersion),
      };
    });
  });
  protected readonly isSwitchable = computed(() => this.toolset().lockedReason === null);
}
