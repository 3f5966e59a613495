import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  type Injector,
  linkedSignal,
  resource,
  signal,
} from '@angular/core';
import { MatDialog, MatDialogRef } from '@angular/material/dialog';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { type Problem, problemOf } from '../ui/problem';
import { type Command, Commands } from './commands';
import { ranked } from './fuzzy';
import { KeyCaps } from './key-caps';

const searchDelayMs = 180;

/** Finds pages, things by name and actions; a combobox over a list, as the ARIA pattern has it. */
@Component({
  selector: 'app-palette',
  imports: [Icon, KeyCaps],
  templateUrl: './palette.html',
  styleUrl: './palette.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Palette {
  private readonly dialog = inject<MatDialogRef<Palette, Command>>(MatDialogRef);
  private readonly commands = inject(Commands);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly typed = signal('');
  /** What the server is asked for: the typing, a moment behind. */
  private readonly settled = signal('');
  private readonly found = resource({
    params: () => (this.settled().length >= 2 ? this.settled() : undefined),
    loader: ({ params }) => this.find(params),
  });

  protected readonly isSearching = computed(
    () => this.found.isLoading() || this.typed().trim() !== this.settled(),
  );
  protected readonly problem = computed(() =>
    this.found.hasValue() ? this.found.value().problem : undefined,
  );
  protected readonly groups = computed(() => groupsOf(this.matching()));
  /** In the order in which they are shown, which is by group. */
  protected readonly options = computed(() => this.groups().flatMap(({ commands }) => commands));
  protected readonly active = linkedSignal<readonly Command[], Command | undefined>({
    source: this.options,
    computation: (options) => options[0],
  });
  protected readonly summary = computed(() => {
    if (this.options().length === 0) return this.isSearching() ? 'Searching…' : 'Nothing matches.';
    return this.typed() === '' ? '' : formatCount(this.options().length, 'result');
  });

  constructor() {
    let timer: ReturnType<typeof setTimeout> | undefined;
    effect(() => {
      const text = this.typed().trim();
      clearTimeout(timer);
      timer = setTimeout(() => this.settled.set(text), searchDelayMs);
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
    afterRenderEffect(() => {
      const id = this.idOf(this.active());
      if (id === null) return;
      this.host.nativeElement.querySelector(`#${id}`)?.scrollIntoView?.({ block: 'nearest' });
    });
  }

  protected idOf(command: Command | undefined): string | null {
    return command ? `command-${this.options().indexOf(command)}` : null;
  }

  protected followKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') this.move(1);
    else if (event.key === 'ArrowUp') this.move(-1);
    else if (event.key === 'Enter') this.choose(this.active());
    else return;
    event.preventDefault();
  }

  protected choose(command: Command | undefined): void {
    if (command) this.dialog.close(command);
  }

  private move(step: 1 | -1): void {
    const options = this.options();
    const active = this.active();
    if (!active) return;
    const next = (options.indexOf(active) + step + options.length) % options.length;
    this.active.set(options[next]);
  }

  private matching(): readonly Command[] {
    const text = this.typed().trim();
    const all = this.commands.all();
    if (text === '') return all;
    const found = this.found.hasValue() && text.length >= 2 ? this.found.value().commands : [];
    const fitting = ranked(text, [...all, ...found], (command) => command);
    // What the server found by other means than its name comes last.
    return [...fitting, ...found.filter((command) => !fitting.includes(command))];
  }

  /** A source that does not answer takes nothing from the others. */
  private async find(text: string): Promise<{
    readonly commands: readonly Command[];
    readonly problem: Problem | undefined;
  }> {
    const answers = await Promise.allSettled(
      this.commands.sources().map((source) => source.find(text)),
    );
    const failed = answers.find((answer) => answer.status === 'rejected');
    return {
      commands: answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])),
      problem: failed && problemOf(failed.reason),
    };
  }
}

interface CommandGroup {
  readonly name: string;
  readonly commands: readonly Command[];
}

/** Groups stand in the order of their best commands. */
function groupsOf(commands: readonly Command[]): readonly CommandGroup[] {
  const names = [...new Set(commands.map(({ group }) => group))];
  return names.map((name) => ({
    name,
    commands: commands.filter(({ group }) => group === name),
  }));
}

/** Runs what was chosen once the palette is gone, so that a dialog it opens gets the focus. */
export function openPalette(injector: Injector): void {
  injector
    .get(MatDialog)
    .open<Palette, undefined, Command>(Palette, {
      ariaLabel: 'Go to a page or do something',
      autoFocus: 'input',
      position: { top: 'min(12vh, 7rem)' },
      width: '38rem',
      maxWidth: '94vw',
    })
    .afterClosed()
    .subscribe((command) => void command?.run());
}
