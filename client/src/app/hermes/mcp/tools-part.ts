import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { McpServer } from '../../../../../server/hermes-state/mcp/mcp.contract';
import { Banner } from '../../ui/banner';
import { McpActions } from './mcp-actions';
import { choiceOf, isSame, type ToolChoice, toolsOf, writtenChoice } from './tool-choice';

/** The tools of a server, each with a switch. Nothing is written before it was looked at. */
@Component({
  selector: 'app-mcp-tools-part',
  imports: [Banner, MatButton],
  templateUrl: './tools-part.html',
  styleUrl: './tools-part.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToolsPart {
  private readonly actions = inject(McpActions);
  readonly server = input.required<McpServer>();
  /** Why nothing can be switched; empty when it can. */
  readonly refusal = input.required<string>();

  protected readonly tools = computed(() => toolsOf(this.server()));
  /** What is chosen stays while the file says the same. */
  private readonly written = computed(() =>
    JSON.stringify([this.server().name, this.server().tools]),
  );
  protected readonly choice = linkedSignal<string, ToolChoice>({
    source: this.written,
    computation: () => choiceOf(this.server()),
  });
  protected readonly isChanged = computed(() => !isSame(this.server(), this.choice()));
  protected readonly isNone = computed(
    () =>
      this.choice().listed === 'include' &&
      writtenChoice(this.server(), this.choice()).names.length === 0,
  );

  protected toggle(name: string): void {
    this.choice.update(({ listed, off }) => {
      const names = new Set(off);
      if (!names.delete(name)) names.add(name);
      return { listed, off: names };
    });
  }

  protected list(listed: ToolChoice['listed']): void {
    this.choice.update((choice) => ({ ...choice, listed }));
  }

  protected discard(): void {
    this.choice.set(choiceOf(this.server()));
  }

  protected async save(): Promise<void> {
    const written = writtenChoice(this.server(), this.choice());
    await this.actions.selectTools({ kind: 'tools', name: this.server().name, ...written });
  }
}
