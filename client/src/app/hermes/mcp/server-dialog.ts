import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type {
  McpChange,
  McpPreview,
  McpServer,
  McpTransport,
} from '../../../../../server/hermes-state/mcp/mcp.contract';
import { Banner } from '../../ui/banner';
import { DiffView } from '../../ui/diff-view';
import { Field, FieldControl } from '../../ui/field';
import { type Problem, problemOf } from '../../ui/problem';
import { WriteTarget } from '../../ui/write-target';
import { ProfileScope } from '../profile-scope';
import { McpCalls, whenItCounts } from './mcp-calls';
import { draftOf, formOf, problemsOf, type ServerForm } from './server-form';
import { ValueRows } from './value-rows';

export interface EditedServer {
  /** Absent: a new one. */
  readonly server: McpServer | undefined;
  readonly taken: readonly string[];
  /** Of the file that the form is filled from. */
  readonly version: string | undefined;
}

/** Makes or changes a server: first what it says, then what becomes of `config.yaml`. Closes with the file's name. */
@Component({
  selector: 'app-server-dialog',
  imports: [
    Banner,
    DiffView,
    Field,
    FieldControl,
    MatButton,
    MatDialogModule,
    ValueRows,
    WriteTarget,
  ],
  templateUrl: './server-dialog.html',
  styles: `
    mat-dialog-content,
    form {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    p {
      font-size: var(--text-table);
    }
    .two {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
      gap: var(--space-3);
    }
    .code {
      font-family: var(--font-code);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ServerDialog {
  private readonly calls = inject(McpCalls);
  protected readonly profile = inject(ProfileScope).profile();
  protected readonly given = inject<EditedServer>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<ServerDialog, string>>(MatDialogRef);

  protected readonly when = whenItCounts;
  protected readonly form = signal<ServerForm>(formOf(this.given.server));
  protected readonly isTried = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly preview = signal<McpPreview | undefined>(undefined);
  protected readonly refusal = signal<Problem | undefined>(undefined);
  protected readonly title =
    this.given.server === undefined ? 'New MCP server' : `Edit ${this.given.server.name}`;
  private readonly problems = computed(() =>
    problemsOf(this.form(), this.given.server === undefined ? this.given.taken : undefined),
  );
  protected readonly shown = computed<ReadonlyMap<string, string>>(() =>
    this.isTried() ? this.problems() : new Map(),
  );
  /** Somebody else has changed the file since the form was filled from it. */
  protected readonly isStale = computed(() => {
    const preview = this.preview();
    return preview !== undefined && preview.version !== this.given.version;
  });
  protected readonly transports: readonly {
    readonly value: McpTransport;
    readonly label: string;
  }[] = [
    { value: 'stdio', label: 'A program that is started (stdio)' },
    { value: 'http', label: 'An address (HTTP)' },
    { value: 'sse', label: 'An address (SSE, older servers)' },
  ];

  protected set(change: Partial<ServerForm>): void {
    this.form.update((before) => ({ ...before, ...change }));
  }

  protected choose(value: string): void {
    const transport = this.transports.find((each) => each.value === value)?.value;
    if (transport !== undefined) this.set({ transport });
  }

  protected async review(): Promise<void> {
    this.isTried.set(true);
    if (this.problems().size > 0) return;
    await this.ask(async () => this.preview.set(await this.calls.preview(this.change())));
  }

  protected async save(): Promise<void> {
    const preview = this.preview();
    if (preview === undefined) return;
    await this.ask(async () => {
      await this.calls.save(this.change(), preview.version);
      this.dialog.close(preview.file);
    });
  }

  private change(): McpChange {
    const draft = draftOf(this.form());
    const { server } = this.given;
    return server === undefined
      ? { kind: 'add', name: this.form().name.trim(), draft }
      : { kind: 'change', name: server.name, draft };
  }

  /** A refusal leads back to the form; a file that was changed meanwhile is shown as it is now. */
  private async ask(work: () => Promise<void>): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.refusal.set(undefined);
    try {
      await work();
    } catch (error) {
      const problem = problemOf(error);
      this.refusal.set(problem);
      this.preview.set(undefined);
      if (problem.status === 412) await this.lookAgain();
    } finally {
      this.isBusy.set(false);
    }
  }

  private async lookAgain(): Promise<void> {
    try {
      this.preview.set(await this.calls.preview(this.change()));
    } catch (error) {
      this.refusal.set(problemOf(error));
    }
  }
}
