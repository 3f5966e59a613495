import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Skills } from '../../../../../server/hermes-state/skills/skills.contract';
import { Session } from '../../session/session';
import { Banner } from '../../ui/banner';
import { FileProblem } from '../file-problem';

const reasons: Readonly<Record<string, string>> = {
  broken_link: 'a link that leads nowhere',
  circle: 'a link that leads in a circle',
  outside_root: 'a link that leads out of the home of Hermes; it is not followed',
};

/** What the list cannot show: files that could not be read, links that lead nowhere, folders outside, the archive. */
@Component({
  selector: 'app-skill-notes',
  imports: [Banner, FileProblem, MatButton],
  template: `@for (source of skills().sources; track source.file) {
      <app-file-problem [source]="source" />
    }
    @if (problems().length > 0) {
      <app-banner tone="warning" icon="warning">
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
    @if (skills().isCut) {
      <app-banner tone="warning" icon="cut"
        >There are more folders than are looked at; some skills are not shown.</app-banner
      >
    }
    @for (folder of skills().externalFolders; track folder) {
      <app-banner icon="info"
        >Hermes also looks into <code>{{ folder }}</code>, as config.yaml says. This console does
        not read outside of Hermes’ home.</app-banner
      >
    }
    @if (skills().isOptedOut) {
      <app-banner icon="info"
        >This profile is kept free of the skills that come with Hermes.</app-banner
      >
    }
    @if (skills().unavailableReason; as reason) {
      <app-banner icon="blocked"
        >Skills cannot be installed, reset or archived from here. {{ reason }}</app-banner
      >
    }
    @if (skills().archived.length > 0) {
      <details>
        <summary>In the archive: {{ skills().archived.length }}</summary>
        <ul class="archive">
          @for (name of skills().archived; track name) {
            <li>
              {{ name }}
              <button
                type="button"
                matButton="outlined"
                [attr.aria-label]="'Restore ' + name"
                [disabled]="!session.canChange() || skills().unavailableReason !== null"
                (click)="restored.emit(name)"
              >
                Restore
              </button>
            </li>
          }
        </ul>
      </details>
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
    details {
      font-size: var(--text-table);
    }
    .archive {
      display: grid;
      gap: var(--space-2);
      padding: var(--space-2) 0;
      list-style: none;
    }
    .archive li {
      display: flex;
      align-items: center;
      gap: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SkillNotes {
  protected readonly session = inject(Session);
  readonly skills = input.required<Skills>();
  readonly restored = output<string>();
  protected readonly problems = computed(() =>
    this.skills().problems.map(({ file, reason }) => ({
      file,
      words: reasons[reason] ?? reason.replaceAll('_', ' '),
    })),
  );
}
