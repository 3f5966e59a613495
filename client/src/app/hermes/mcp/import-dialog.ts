import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type {
  ImportedServer,
  McpChange,
  McpPreview,
} from '../../../../../server/hermes-state/mcp/mcp.contract';
import { Badge, type Tone } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { DiffView } from '../../ui/diff-view';
import { Field, FieldControl } from '../../ui/field';
import { type Problem, problemOf } from '../../ui/problem';
import { WriteTarget } from '../../ui/write-target';
import { ProfileScope } from '../profile-scope';
import { McpCalls, whenItCounts } from './mcp-calls';
import { transportWords, withoutMasks } from './mcp-view';

const looks: Readonly<
  Record<ImportedServer['action'], { readonly word: string; readonly tone: Tone }>
> = {
  add: { word: 'New', tone: 'good' },
  replace: { word: 'Replaces the one there', tone: 'warning' },
  same: { word: 'There already', tone: 'muted' },
  refused: { word: 'Refused', tone: 'bad' },
};

/**
 * Takes `mcpServers` as other programs write it: pasted, then told as a list to choose from, then shown as a change of
 * `config.yaml`. Closes with the file's name.
 */
@Component({
  selector: 'app-import-dialog',
  imports: [Badge, Banner, DiffView, Field, FieldControl, MatButton, MatDialogModule, WriteTarget],
  templateUrl: './import-dialog.html',
  styleUrl: './import-dialog.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ImportDialog {
  private readonly calls = inject(McpCalls);
  protected readonly profile = inject(ProfileScope).profile();
  private readonly dialog = inject<MatDialogRef<ImportDialog, string>>(MatDialogRef);

  protected readonly looks = looks;
  protected readonly transports = transportWords;
  protected readonly plain = withoutMasks;
  protected readonly when = whenItCounts;
  protected readonly text = signal('');
  protected readonly isBusy = signal(false);
  protected readonly refusal = signal<Problem | undefined>(undefined);
  protected readonly items = signal<readonly ImportedServer[] | undefined>(undefined);
  protected readonly chosen = signal<ReadonlySet<string>>(new Set<string>());
  protected readonly preview = signal<McpPreview | undefined>(undefined);
  protected readonly count = computed(() => this.chosen().size);

  protected mayChoose({ action }: ImportedServer): boolean {
    return action === 'add' || action === 'replace';
  }

  protected toggle(name: string): void {
    this.chosen.update((before) => {
      const names = new Set(before);
      if (!names.delete(name)) names.add(name);
      return names;
    });
  }

  /** What is new is taken; what would replace something has to be chosen. */
  protected async check(): Promise<void> {
    await this.ask(async () => {
      const { items } = await this.calls.check(this.text());
      this.items.set(items);
      const fresh = items.filter(({ action }) => action === 'add').map(({ name }) => name);
      this.chosen.set(new Set(fresh));
    });
  }

  protected async review(): Promise<void> {
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

  protected back(): void {
    this.refusal.set(undefined);
    if (this.preview() === undefined) this.items.set(undefined);
    else this.preview.set(undefined);
  }

  private change(): McpChange {
    return { kind: 'import', text: this.text(), names: [...this.chosen()] };
  }

  private async ask(work: () => Promise<void>): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.refusal.set(undefined);
    try {
      await work();
    } catch (error) {
      this.refusal.set(problemOf(error));
      this.preview.set(undefined);
    } finally {
      this.isBusy.set(false);
    }
  }
}
