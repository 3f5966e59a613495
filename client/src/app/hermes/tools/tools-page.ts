import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { peekTakesWindow } from '../../ui/peek-takes-window';
import { SearchBox } from '../../ui/search-box';
import { Tile } from '../../ui/tile';
import { FileProblem } from '../file-problem';
import { PlatformsTile } from './platforms-tile';
import { PromptSizeTile } from './prompt-size-tile';
import { ToolActions } from './tool-actions';
import { ToolPeek } from './tool-peek';
import { ToolsStore } from './tools-store';
import { cellOn, lookOf, needLooks, riskLooks } from './tools-view';

/** Which tools agents get on which platform, why, and what they can do with them. */
@Component({
  selector: 'app-tools-page',
  imports: [
    Badge,
    Banner,
    EmptyState,
    FileProblem,
    Icon,
    PageHeader,
    PlatformsTile,
    PromptSizeTile,
    SearchBox,
    Tile,
    ToolPeek,
  ],
  templateUrl: './tools-page.html',
  styleUrl: './tools-page.css',
  providers: [ToolActions, ToolsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToolsPage {
  protected readonly store = inject(ToolsStore);
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly isNarrow = peekTakesWindow();
  // Of the address.
  readonly toolset = input<string>();

  protected readonly needs = needLooks;
  protected readonly risks = riskLooks;
  protected readonly look = lookOf;
  protected readonly cellOn = cellOn;
  protected readonly summary = computed(() => {
    const tools = this.store.tools();
    if (tools === undefined) return 'What agents can do, platform by platform';
    const inUse = tools.platforms.filter(({ isInUse }) => isInUse).length;
    return `${formatCount(tools.toolsets.length, 'toolset')}, ${formatCount(inUse, 'platform')} in use`;
  });
  protected readonly open = computed(() =>
    this.store.tools()?.toolsets.find(({ name }) => name === this.toolset()),
  );
  /** Another toolset is another panel. */
  protected readonly opened = computed(() => {
    const toolset = this.open();
    return toolset === undefined
      ? []
      : [{ toolset, key: `${toolset.name} ${this.store.scope.profile()}` }];
  });
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(() => this.open() !== undefined && this.isNarrow());
  protected readonly oddities = computed(() =>
    (this.store.tools()?.platforms ?? []).flatMap(({ name, problem, unknownNames }) => [
      ...(problem === null ? [] : [problem]),
      ...(unknownNames.length === 0
        ? []
        : [`The list of ${name} names what nobody here knows: ${unknownNames.join(', ')}.`]),
    ]),
  );

  protected search(text: string): void {
    this.go({ search: text || null });
  }

  protected widen(isWide: boolean): void {
    this.go({ platforms: isWide ? 'all' : null });
  }

  protected show(name: string): void {
    this.go({ toolset: name });
  }

  protected close(): void {
    this.go({ toolset: null });
  }

  protected step(by: number): void {
    const rows = this.store.groups().flatMap(({ toolsets }) => toolsets);
    const next = rows[rows.findIndex(({ name }) => name === this.toolset()) + by];
    if (next !== undefined) this.show(next.name);
  }

  private go(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
