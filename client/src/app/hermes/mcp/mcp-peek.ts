import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { McpServer } from '../../../../../server/hermes-state/mcp/mcp.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { CodeView } from '../../ui/code-view';
import { CopyButton } from '../../ui/copy-button';
import { rowElementId } from '../../ui/data-table/column';
import { PeekPanel } from '../../ui/peek-panel';
import { TimeStamp } from '../../ui/time-stamp';
import { FileProblem } from '../file-problem';
import { ProfileScope } from '../profile-scope';
import { McpActions } from './mcp-actions';
import { mcpTableId } from './mcp-columns';
import { McpStore } from './mcp-store';
import { authLook, stateOf, targetOf, testLook, transportWords, troublesOf } from './mcp-view';
import { ToolsPart } from './tools-part';

/** One server beside the list: how it is reached, how it stands, its tools, and what can be done with it. */
@Component({
  selector: 'app-mcp-peek',
  imports: [
    Badge,
    Banner,
    CodeView,
    CopyButton,
    FileProblem,
    MatButton,
    PeekPanel,
    RouterLink,
    TimeStamp,
    ToolsPart,
  ],
  templateUrl: './mcp-peek.html',
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
    .values {
      display: grid;
      gap: var(--space-1);
    }
    .values li {
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class McpPeek {
  protected readonly session = inject(Session);
  protected readonly actions = inject(McpActions);
  protected readonly store = inject(McpStore);
  private readonly scope = inject(ProfileScope);
  readonly server = input.required<McpServer>();
  readonly previous = output();
  readonly next = output();
  readonly closed = output();

  protected readonly transports = transportWords;
  protected readonly state = computed(() => stateOf(this.server()));
  protected readonly target = computed(() => targetOf(this.server()));
  protected readonly auth = computed(() => authLook(this.server()));
  protected readonly test = computed(() => testLook(this.server()));
  protected readonly troubles = computed(() => troublesOf(this.server()));
  protected readonly isTesting = computed(() => this.store.testing().has(this.server().name));
  protected readonly returnTo = computed(() => rowElementId(mcpTableId, this.server().name));
  protected readonly link = computed(() => {
    const query = new URLSearchParams(location.search);
    query.set('server', this.server().name);
    return `/mcp?${query.toString()}`;
  });
  protected readonly login = computed(
    () => `hermes -p ${this.scope.profile()} mcp login ${this.server().name}`,
  );
  protected readonly logs = computed(() => ({
    ...this.scope.params(),
    file: 'mcp-stderr.log',
  }));
  /** Why nothing can be changed; empty when it can. */
  protected readonly refusal = computed(() =>
    this.session.canChange()
      ? (this.store.mcp()?.locked ?? '')
      : 'Only administrators change servers.',
  );
  protected readonly testRefusal = computed(
    () => this.server().refusal ?? this.store.mcp()?.unavailableReason ?? '',
  );
  protected readonly switchRefusal = computed(() => {
    const { refusal, isEnabled, isMapping } = this.server();
    if (!isMapping) return 'It is no mapping. Edit or remove it.';
    return this.refusal() || (isEnabled ? '' : (refusal ?? ''));
  });
}
