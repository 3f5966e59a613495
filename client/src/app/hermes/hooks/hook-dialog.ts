import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import {
  defaultTimeoutSeconds,
  longestTimeoutSeconds,
  shellHookEvents,
} from '../../../../../server/hermes-state/hooks/hook-events.format';
import type {
  HookChange,
  HookPreview,
  ShellHook,
} from '../../../../../server/hermes-state/hooks/hooks.contract';
import { Banner } from '../../ui/banner';
import { DiffView } from '../../ui/diff-view';
import { Field, FieldControl } from '../../ui/field';
import type { Problem } from '../../ui/problem';
import { Submission } from '../../ui/submission';
import { WriteTarget } from '../../ui/write-target';
import { ProfileScope } from '../profile-scope';
import { beginningOf, changeOf, type HookForm, mistakesIn, takesMatcher } from './hook-draft';

const url = '/api/admin/hermes/hooks';

export interface EditedHook {
  /** Absent: a new one. */
  readonly hook?: ShellHook;
  /** It is to be removed: only the difference is shown. */
  readonly isRemoved?: boolean;
  /** Of `config.yaml`, as it was when the page was read. */
  readonly version: string;
}

/** Adds, changes or removes a shell hook: first the form, then what becomes of `config.yaml`. Closes with the change. */
@Component({
  selector: 'app-hook-dialog',
  imports: [Banner, DiffView, Field, FieldControl, MatButton, MatDialogModule, WriteTarget],
  templateUrl: './hook-dialog.html',
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    p {
      font-size: var(--text-table);
    }
    textarea {
      font-family: var(--font-code);
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HookDialog {
  private readonly http = inject(HttpClient);
  private readonly dialog = inject<MatDialogRef<HookDialog, HookChange>>(MatDialogRef);
  protected readonly scope = inject(ProfileScope);
  protected readonly given = inject<EditedHook>(MAT_DIALOG_DATA);
  protected readonly submission = new Submission();

  protected readonly form = signal<HookForm>(beginningOf(this.given.hook));
  protected readonly preview = signal<HookPreview | undefined>(undefined);
  protected readonly events = shellHookEvents;
  protected readonly usual = defaultTimeoutSeconds;
  protected readonly longest = longestTimeoutSeconds;
  protected readonly title = computed(() => {
    const { hook, isRemoved } = this.given;
    if (hook === undefined) return 'New shell hook';
    return isRemoved ? `Remove the hook at ${hook.event}?` : `Change the hook at ${hook.event}`;
  });
  protected readonly verb = computed(() => (this.given.isRemoved ? 'Remove hook' : 'Save hook'));
  protected readonly hasMatcher = computed(() => takesMatcher(this.form().event));
  protected readonly isKnown = computed(() =>
    this.events.some((event) => event === this.form().event),
  );
  /** Somebody else has changed the file since the page was read. */
  protected readonly isStale = computed(
    () => this.preview() !== undefined && this.preview()?.version !== this.given.version,
  );
  protected readonly isSame = computed(() => this.preview()?.isChanged === false);
  /** What follows from it for the consent. */
  protected readonly notes = computed(() => {
    const { hook, isRemoved } = this.given;
    const running = 'What runs keeps the hooks it began with: restart the gateway and sessions.';
    if (isRemoved)
      return [
        running,
        ...(hook?.standing === 'consented'
          ? ['The consent for its command stays in the allowlist until it is revoked.']
          : []),
      ];
    const { event, command } = this.form();
    const isSamePair = event === hook?.event && command.trim() === hook.command;
    if (hook?.standing === 'consented' && isSamePair)
      return [
        running,
        'Consent is for event and command, whatever the matcher: it goes on to hold for this.',
      ];
    return [running, 'Hermes passes the hook over until somebody consents to its command.'];
  });

  constructor() {
    if (this.given.isRemoved) void this.review();
  }

  protected set(change: Partial<HookForm>): void {
    this.form.update((before) => ({ ...before, ...change }));
  }

  protected async review(): Promise<void> {
    const mistakes = this.given.isRemoved
      ? new Map<string, string>()
      : mistakesIn(this.form(), this.given.hook);
    await this.submission.run(
      mistakes,
      async () => {
        const params = { profile: this.scope.profile() };
        this.preview.set(
          await firstValueFrom(
            this.http.post<HookPreview>(`${url}/preview`, this.change(), { params }),
          ),
        );
      },
      explain,
    );
  }

  protected async save(): Promise<void> {
    const preview = this.preview();
    if (preview === undefined) return;
    await this.submission.run(
      new Map(),
      async () => {
        await firstValueFrom(
          this.http.put(url, this.change(), {
            params: { profile: this.scope.profile() },
            headers: { 'if-match': `"${preview.version}"` },
          }),
        );
        this.dialog.close(this.change());
      },
      async (problem) => {
        this.preview.set(undefined);
        // What is there now is compared anew.
        if (problem.status === 412 && this.given.isRemoved) setTimeout(() => void this.review());
        return explain(problem);
      },
    );
  }

  private change(): HookChange {
    const { hook, isRemoved } = this.given;
    return isRemoved && hook?.index != null
      ? { kind: 'remove', event: hook.event, index: hook.index }
      : changeOf(this.form(), hook);
  }
}

/** The server names fields as they are sent. */
function explain({ fields }: Problem): Map<string, string> {
  return new Map(
    [...(fields ?? [])].map(([path, message]) => [
      path.replace(/^hook\./, '').replace('timeoutSeconds', 'timeout'),
      message,
    ]),
  );
}
