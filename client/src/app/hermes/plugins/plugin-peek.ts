import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Plugin } from '../../../../../server/hermes-state/plugins/plugins.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { CopyButton } from '../../ui/copy-button';
import { rowElementId } from '../../ui/data-table/column';
import { PeekPanel } from '../../ui/peek-panel';
import { TimeStamp } from '../../ui/time-stamp';
import { PluginActions } from './plugin-actions';
import { PluginFilesPart } from './plugin-files-part';
import { originWords, standingOf, troublesOf } from './plugin-view';
import { pluginsTableId } from './plugins-columns';
import { PluginsStore } from './plugins-store';

/** One plugin beside the list: what is known of it, what can be done with it, and its files. */
@Component({
  selector: 'app-plugin-peek',
  imports: [Badge, Banner, CopyButton, MatButton, PeekPanel, PluginFilesPart, TimeStamp],
  templateUrl: './plugin-peek.html',
  styles: `
    .body {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
      padding: var(--space-4);
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1);
    }
    .variables {
      display: grid;
      gap: var(--space-1);
    }
    code {
      min-width: 0;
      overflow-wrap: anywhere;
    }
    p {
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PluginPeek {
  protected readonly session = inject(Session);
  protected readonly actions = inject(PluginActions);
  private readonly store = inject(PluginsStore);
  readonly plugin = input.required<Plugin>();
  readonly previous = output();
  readonly next = output();
  readonly closed = output();

  protected readonly origins = originWords;
  protected readonly standing = computed(() => standingOf(this.plugin()));
  protected readonly troubles = computed(() => troublesOf(this.plugin()));
  protected readonly isOwn = computed(() => this.plugin().origin !== 'bundled');
  protected readonly returnTo = computed(() => rowElementId(pluginsTableId, this.plugin().key));
  protected readonly link = computed(() => {
    const query = new URLSearchParams(location.search);
    query.set('plugin', this.plugin().key);
    return `/plugins?${query.toString()}`;
  });
  /** Why no verb can be run; empty when one can. */
  protected readonly refusal = computed(() => this.store.plugins()?.unavailableReason ?? '');
  /** Why the lists cannot be changed; empty when they can. */
  protected readonly switchRefusal = computed(() => {
    const found = this.store.plugins();
    if (found?.configVersion === null)
      return 'config.yaml cannot be read; Hermes would put a new one in its place.';
    return found?.settingsProblem ?? this.refusal();
  });
}
