import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { Session } from '../../session/session';
import { Banner } from '../../ui/banner';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { PeekPanel } from '../../ui/peek-panel';
import { peekTakesWindow } from '../../ui/peek-takes-window';
import { ProfileScope } from '../profile-scope';
import { GatewayHooksPart } from './gateway-hooks-part';
import { HookActions } from './hook-actions';
import { HookTextPart } from './hook-text-part';
import { type HookTab, hookTabs, keyOf } from './hook-wording';
import { HooksStore } from './hooks-store';
import { PluginHooksPart } from './plugin-hooks-part';
import { ShellHooksPart } from './shell-hooks-part';

/** What Hermes runs at its events: commands, programs of the gateway, plugins. */
@Component({
  selector: 'app-hooks-page',
  imports: [
    Banner,
    GatewayHooksPart,
    HookTextPart,
    Icon,
    MatButton,
    PageHeader,
    PeekPanel,
    PluginHooksPart,
    RouterLink,
    ShellHooksPart,
  ],
  templateUrl: './hooks-page.html',
  styleUrl: './hooks-page.css',
  providers: [HooksStore, HookActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HooksPage {
  protected readonly store = inject(HooksStore);
  protected readonly actions = inject(HookActions);
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly scope = inject(ProfileScope);
  // Of the address.
  readonly tab = input<string>();
  /** A folder of a gateway hook whose files are shown. */
  readonly hook = input<string>();
  /** A shell hook whose script is shown. */
  readonly script = input<string>();

  protected readonly names = hookTabs;
  protected readonly tabs = Object.keys(hookTabs) as HookTab[];
  protected readonly shown = computed<HookTab>(
    () => this.tabs.find((tab) => tab === this.tab()) ?? 'shell',
  );
  protected readonly counts = computed<Readonly<Record<HookTab, number | undefined>>>(() => {
    const found = this.store.hooks();
    return {
      shell: found?.shell.length,
      gateway: found?.gateway.length,
      plugins: found?.plugins.length,
    };
  });
  protected readonly unenforced = computed(() =>
    formatCount(this.store.unenforced().length, 'hook is', 'hooks are'),
  );
  protected readonly files = computed(() => {
    const folder = this.shown() === 'gateway' ? this.hook() : undefined;
    return folder === undefined ? [] : [{ folder, key: `${this.scope.profile()} ${folder}` }];
  });
  protected readonly scripts = computed(() => {
    const wanted = this.shown() === 'shell' ? this.script() : undefined;
    const hook = this.store.hooks()?.shell.find((each) => keyOf(each) === wanted);
    return hook?.script?.isShowable ? [hook] : [];
  });
  private readonly isNarrow = peekTakesWindow();
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(
    () => this.files().length + this.scripts().length > 0 && this.isNarrow(),
  );
  /** Why the hooks cannot be examined; empty when they can. */
  protected readonly refusal = computed(() => {
    const found = this.store.hooks();
    if (found === undefined) return 'The hooks are not read yet.';
    return found.unavailableReason ?? '';
  });
  protected readonly editRefusal = computed(() =>
    this.store.hooks()?.configVersion == null ? 'config.yaml cannot be changed as it is.' : '',
  );
  protected readonly keyOf = keyOf;

  protected close(): void {
    void this.router.navigate([], {
      queryParams: { hook: null, script: null },
      queryParamsHandling: 'merge',
    });
  }
}
