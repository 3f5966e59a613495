import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import {
  Compartment,
  EditorState,
  RangeSetBuilder,
  StateEffect,
  StateField,
} from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  gutter,
  GutterMarker,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { markdownMode } from './markdown-mode';

export type EditorLanguage = 'yaml' | 'json' | 'markdown' | 'text';

/** Something to say about a line. */
export interface EditorMark {
  /** From 1. */
  readonly line: number;
  readonly message: string;
  readonly tone: 'bad' | 'warning';
}

export interface EditorGiven {
  readonly text: string;
  readonly language: EditorLanguage;
  readonly label: string;
  readonly isReadOnly: boolean;
  readonly nonce: string | null;
  readonly changed: (text: string) => void;
  readonly left: () => void;
}

/** An editor on the page. This module brings the editing library along: import it when there is something to edit. */
export interface Editor {
  /** Replaces the text without telling `changed`. */
  setText(text: string): void;
  setReadOnly(isReadOnly: boolean): void;
  setMarks(marks: readonly EditorMark[]): void;
  goTo(line: number): void;
  /** With what is selected from one place in the text to another, counted in characters. */
  focusOn(from: number, to: number): void;
  destroy(): void;
}

const languages = {
  yaml: () => yaml(),
  json: () => json(),
  markdown: () => markdownMode,
  text: () => [],
};

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--color-code-name)' },
  {
    tag: [tags.string, tags.special(tags.string), tags.monospace],
    color: 'var(--color-code-string)',
  },
  { tag: tags.number, color: 'var(--color-code-number)' },
  { tag: [tags.bool, tags.null, tags.keyword, tags.typeName], color: 'var(--color-code-word)' },
  { tag: [tags.comment, tags.meta, tags.quote], color: 'var(--color-code-comment)' },
  { tag: tags.heading, color: 'var(--color-code-name)', fontWeight: '620' },
  { tag: tags.strong, fontWeight: '620' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.link, color: 'var(--color-code-name)' },
]);

const looks = EditorView.theme({
  '&': { color: 'var(--color-text)', fontSize: 'var(--text-table)', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--color-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--color-text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--color-sunken)',
    color: 'var(--color-text-faint)',
    border: '0',
  },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--color-hover)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground':
    {
      backgroundColor: 'var(--color-accent-wash)',
    },
  '.cm-content ::selection, .cm-line::selection': {
    color: 'inherit',
    backgroundColor: 'transparent',
  },
  '.cm-selectionMatch, .cm-matchingBracket': {
    backgroundColor: 'var(--color-pressed)',
    outline: '0',
  },
  '.cm-mark-bad': { backgroundColor: 'var(--color-bad-wash)' },
  '.cm-mark-warning': { backgroundColor: 'var(--color-warning-wash)' },
  '.cm-sign': { minWidth: '1.1em', fontWeight: '620', textAlign: 'center' },
  '.cm-sign-bad': { color: 'var(--color-bad)' },
  '.cm-sign-warning': { color: 'var(--color-warning)' },
  '.cm-panels': {
    backgroundColor: 'var(--color-raised)',
    color: 'var(--color-text)',
    fontFamily: 'var(--font-text)',
  },
  '.cm-panels-bottom': { borderTop: 'var(--hairline)' },
  '.cm-textfield, .cm-button': {
    backgroundColor: 'var(--color-surface)',
    backgroundImage: 'none',
    border: '1px solid var(--color-field-line)',
    borderRadius: 'var(--radius-small)',
    color: 'var(--color-text)',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--color-warning-wash)' },
  '.cm-searchMatch-selected': { outline: '1px solid var(--color-warning)' },
});

const setMarks = StateEffect.define<readonly EditorMark[]>();

/** Marks stay at their lines while the text around them changes. */
const markedLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    const told = transaction.effects.find((effect) => effect.is(setMarks));
    if (!told) return lines.map(transaction.changes);
    const builder = new RangeSetBuilder<Decoration>();
    const { doc } = transaction.state;
    for (const mark of [...told.value].sort((a, b) => a.line - b.line)) {
      if (mark.line < 1 || mark.line > doc.lines) continue;
      const { from } = doc.line(mark.line);
      builder.add(from, from, Decoration.line({ class: `cm-mark-${mark.tone}`, mark }));
    }
    return builder.finish();
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Sign extends GutterMarker {
  constructor(private readonly mark: EditorMark) {
    super();
  }

  override toDOM(): HTMLElement {
    const sign = document.createElement('div');
    sign.className = `cm-sign-${this.mark.tone}`;
    sign.textContent = this.mark.tone === 'bad' ? '✕' : '!';
    sign.title = this.mark.message;
    return sign;
  }
}

const signs = gutter({
  class: 'cm-sign',
  markers: (view) => {
    const builder = new RangeSetBuilder<GutterMarker>();
    view.state.field(markedLines).between(0, view.state.doc.length, (from, _to, line) => {
      builder.add(from, from, new Sign((line.spec as { mark: EditorMark }).mark));
    });
    return builder.finish();
  },
});

/** Tab leaves the editor, as it leaves every other field: nobody is trapped in it. */
export function editIn(parent: HTMLElement, given: EditorGiven): Editor {
  const readOnly = new Compartment();
  const locked = (isReadOnly: boolean) => EditorState.readOnly.of(isReadOnly);
  let isOurs = false;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: given.text,
      extensions: [
        given.nonce === null ? [] : EditorView.cspNonce.of(given.nonce),
        readOnly.of(locked(given.isReadOnly)),
        signs,
        lineNumbers(),
        markedLines,
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of('  '),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        search(),
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
        languages[given.language](),
        syntaxHighlighting(colours),
        looks,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          'aria-label': given.label,
          spellcheck: 'false',
          tabindex: '0',
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !isOurs) given.changed(update.state.doc.toString());
        }),
        EditorView.domEventHandlers({ blur: () => given.left() }),
      ],
    }),
  });
  return {
    setText(text) {
      if (text === view.state.doc.toString()) return;
      isOurs = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      isOurs = false;
    },
    setReadOnly: (isReadOnly) =>
      view.dispatch({ effects: readOnly.reconfigure(locked(isReadOnly)) }),
    setMarks: (marks) => view.dispatch({ effects: setMarks.of(marks) }),
    goTo(line) {
      const { from } = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    focusOn(from, to) {
      const { length } = view.state.doc;
      view.dispatch({ selection: { anchor: Math.min(from, length), head: Math.min(to, length) } });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}
