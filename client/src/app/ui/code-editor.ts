import {
  ChangeDetectionStrategy,
  ChangeDetectorRef,
  Component,
  CSP_NONCE,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  input,
  model,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { Editor, EditorLanguage, EditorMark } from './code-editor-setup';
import { Icon } from './icon';

/**
 * Edits YAML, JSON, Markdown or plain text. Its `value` is a model, so it is a control of signal forms too. The editing
 * library loads with the first editor of a visit; until then, and where it cannot run, a plain text area does the work.
 */
@Component({
  selector: 'app-code-editor',
  imports: [Icon],
  template: `<div
      #place
      class="place"
      [class.is-empty]="!editor()"
      [style.height]="editor() ? height() : 0"
    ></div>
    @if (!editor()) {
      <textarea
        #area
        class="control"
        spellcheck="false"
        [style.height]="height()"
        [attr.aria-label]="label()"
        [readOnly]="readonly() || disabled()"
        [value]="value()"
        (input)="value.set(area.value)"
        (blur)="touched.set(true)"
      ></textarea>
    }
    @if (marks().length > 0) {
      <ul [attr.aria-label]="'Notes on ' + label()">
        @for (mark of marks(); track $index) {
          <li [class]="mark.tone">
            <button type="button" class="quiet" (click)="goTo(mark.line)">
              <app-icon [name]="mark.tone === 'bad' ? 'error' : 'warning'" />
              <span>Line {{ mark.line }}: {{ mark.message }}</span>
            </button>
          </li>
        }
      </ul>
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-1);
      min-width: 0;
    }
    .place {
      overflow: hidden;
      background: var(--color-surface);
      border: 1px solid var(--color-field-line);
      border-radius: var(--radius);
    }
    .place:focus-within {
      outline: 2px solid var(--color-focus);
      outline-offset: -1px;
    }
    /* Laid out even now, so that the editor measures its lines in the right font. */
    .place.is-empty {
      border: 0;
    }
    textarea {
      font-family: var(--font-code);
    }
    li button {
      justify-content: start;
      height: auto;
      min-height: 1.5rem;
      text-align: start;
    }
    .bad app-icon {
      color: var(--color-bad);
    }
    .warning app-icon {
      color: var(--color-warning);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CodeEditor {
  readonly value = model('');
  /** What is edited, for those who cannot see it. */
  readonly label = input.required<string>();
  readonly language = input<EditorLanguage>('text');
  readonly readonly = input(false);
  readonly disabled = input(false);
  readonly touched = model(false);
  /** What is wrong at which line; listed below too, each item leading to its line. */
  readonly marks = input<readonly EditorMark[]>([]);
  /** As CSS. */
  readonly height = input('20rem');

  private readonly nonce = inject(CSP_NONCE);
  private readonly changes = inject(ChangeDetectorRef);
  private readonly place = viewChild.required<ElementRef<HTMLElement>>('place');
  private readonly area = viewChild<ElementRef<HTMLTextAreaElement>>('area');
  protected readonly editor = signal<Editor | undefined>(undefined);

  constructor() {
    let isGone = false;
    inject(DestroyRef).onDestroy(() => {
      isGone = true;
      this.editor()?.destroy();
    });
    effect((onCleanup) => {
      const [parent, language, label] = [this.place(), this.language(), this.label()];
      // Without layout, as in a test, the text area stays.
      if (typeof ResizeObserver === 'undefined') return;
      let isOld = false;
      onCleanup(() => {
        isOld = true;
        untracked(this.editor)?.destroy();
        this.editor.set(undefined);
      });
      void import('./code-editor-setup').then(({ editIn }) => {
        if (isGone || isOld) return;
        const area = this.area()?.nativeElement;
        const isWritten = area === document.activeElement;
        const [from, to] = [area?.selectionStart ?? 0, area?.selectionEnd ?? 0];
        const editor = editIn(parent.nativeElement, {
          text: this.value(),
          language,
          label,
          isReadOnly: this.readonly() || this.disabled(),
          nonce: this.nonce,
          changed: (text) => this.value.set(text),
          left: () => this.touched.set(true),
        });
        this.editor.set(editor);
        // At once: what is typed next must not fall between the two, nor beside what it is to replace.
        if (isWritten) editor.focusOn(from, to);
        // Nor are there ever two of them.
        this.changes.detectChanges();
      });
    });
    effect(() => this.editor()?.setText(this.value()));
    effect(() => this.editor()?.setReadOnly(this.readonly() || this.disabled()));
    effect(() => this.editor()?.setMarks(this.marks()));
  }

  /** From 1. */
  goTo(line: number): void {
    const editor = this.editor();
    if (editor) return editor.goTo(line);
    const area = this.area()?.nativeElement;
    if (!area) return;
    const before = this.value()
      .split('\n')
      .slice(0, line - 1);
    const start = before.reduce((sum, text) => sum + text.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start);
  }
}
