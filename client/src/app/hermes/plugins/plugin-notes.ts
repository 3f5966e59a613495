import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { Plugins } from '../../../../../server/hermes-state/plugins/plugins.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { TimeStamp } from '../../ui/time-stamp';
import { FileProblem, reasonWords } from '../file-problem';
import { ProfileScope } from '../profile-scope';

const reasons: Readonly<Record<string, string>> = {
  no_manifest: 'there is no plugin.yaml in it',
  broken_link: 'a link that leads nowhere',
  circle: 'a link that leads in a circle',
  outside_root: 'a link that leads out of the home of Hermes; it is not followed',
};

/** What the list cannot show: what a gateway has not seen, files that could not be read, names without a plugin. */
@Component({
  selector: 'app-plugin-notes',
  imports: [Badge, Banner, FileProblem, MatButton, RouterLink, TimeStamp],
  template: `@if (plugins().restart; as restart) {
      <app-banner tone="warning" icon="refresh">
        <app-badge tone="warning" icon="refresh">Restart needed</app-badge>
        The gateway that runs
        @if (restart.gatewayStartedAt; as at) {
          began <app-time [at]="at" /> and
        }
        has not seen:
        <ul>
          @for (change of restart.changes; track $index) {
            <li>{{ change.text }}, <app-time [at]="change.at" /></li>
          }
        </ul>
        <a routerLink="/hermes/status" [queryParams]="scope.params()"
          >Restart it on Hermes status</a
        >
      </app-banner>
    }
    @for (source of plugins().sources; track source.file) {
      <app-file-problem [source]="source" />
    }
    @if (plugins().settingsProblem; as problem) {
      <app-banner tone="bad" icon="error">{{ problem }}</app-banner>
    }
    @if (problems().length > 0) {
      <app-banner icon="info">
        Not listed:
        <ul>
          @for (problem of problems(); track problem.file) {
            <li>
              <code>{{ problem.file }}</code>, {{ problem.words }}
            </li>
          }
        </ul>
      </app-banner>
    }
    @if (plugins().unknown.length > 0) {
      <app-banner tone="warning" icon="warning">
        In the lists of config.yaml, but not found here:
        <ul class="names">
          @for (each of plugins().unknown; track each.state + each.name) {
            <li>
              <span
                ><code>{{ each.name }}</code
                >, {{ each.state }}</span
              >
              @if (session.canChange()) {
                <button
                  type="button"
                  matButton="outlined"
                  [attr.aria-label]="'Take ' + each.name + ' out of the lists'"
                  [disabled]="
                    plugins().configVersion === null || plugins().settingsProblem !== null
                  "
                  (click)="forgotten.emit(each.name)"
                >
                  Take out…
                </button>
              }
            </li>
          }
        </ul>
      </app-banner>
    }
    @if (plugins().isCut) {
      <app-banner tone="warning" icon="cut"
        >There are more folders than are looked at; some plugins are not shown.</app-banner
      >
    }
    @if (plugins().bundledFolder === null) {
      <app-banner icon="info"
        >Plugins that come with Hermes are not listed: where they lie cannot be told from its
        command. Those installed as Python packages are not seen here either.</app-banner
      >
    }
    @if (plugins().unavailableReason; as reason) {
      <app-banner icon="blocked"
        >Plugins cannot be enabled, installed, updated or removed from here.
        {{ reason }}</app-banner
      >
    }`,
  styles: `
    :host {
      display: contents;
    }
    ul {
      padding-left: var(--space-4);
      list-style: disc;
      overflow-wrap: anywhere;
    }
    .names {
      display: grid;
      gap: var(--space-1);
      padding: var(--space-1) 0 0;
      list-style: none;
    }
    .names li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PluginNotes {
  protected readonly session = inject(Session);
  protected readonly scope = inject(ProfileScope);
  readonly plugins = input.required<Plugins>();
  readonly forgotten = output<string>();
  protected readonly problems = computed(() =>
    this.plugins().problems.map(({ file, reason }) => ({
      file,
      words: reasons[reason] ?? reasonWords(reason),
    })),
  );
}
