import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Mcp } from '../../../../../server/hermes-state/mcp/mcp.contract';
import { Banner } from '../../ui/banner';
import { FileProblem } from '../file-problem';
import { ProfileScope } from '../profile-scope';

/** What the list cannot show: what could not be read, what is left over, and what a running gateway does not know yet. */
@Component({
  selector: 'app-mcp-notes',
  imports: [Banner, FileProblem, RouterLink],
  template: `@if (mcp().locked; as reason) {
      <app-banner tone="bad" icon="error"
        >{{ reason }} <a routerLink="/config" [queryParams]="yaml()">Open it as text</a></app-banner
      >
    }
    @for (problem of mcp().problems; track problem) {
      <app-banner tone="warning" icon="warning">{{ problem }}</app-banner>
    }
    <app-file-problem [source]="mcp().tokenFolder" />
    @if (mcp().isGatewayBehind) {
      <app-banner tone="note" icon="clock"
        >config.yaml was changed after the gateway began: it may use other servers than these until
        it is restarted.
        <a routerLink="/hermes/status" [queryParams]="scope.params()">To the gateway</a></app-banner
      >
    }
    @if (mcp().strayTokens.length > 0) {
      <app-banner tone="warning" icon="key"
        >In mcp-tokens lie tokens of no server in this list:
        {{ mcp().strayTokens.join(', ') }}.</app-banner
      >
    }
    @if (mcp().isCut) {
      <app-banner tone="warning" icon="cut"
        >There are more servers than are looked at; some are not shown.</app-banner
      >
    }
    @if (mcp().testsProblem; as reason) {
      <app-banner tone="warning" icon="warning"
        >What tests have found cannot be read: {{ reason }}</app-banner
      >
    }
    @if (mcp().unavailableReason; as reason) {
      <app-banner icon="blocked">Servers cannot be tested from here. {{ reason }}</app-banner>
    }`,
  styles: `
    :host {
      display: contents;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class McpNotes {
  protected readonly scope = inject(ProfileScope);
  readonly mcp = input.required<Mcp>();

  protected yaml(): Record<string, string | null> {
    return { ...this.scope.params(), part: 'yaml' };
  }
}
