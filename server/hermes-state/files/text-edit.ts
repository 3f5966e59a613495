/** What is put in place of a piece of a text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with pieces replaced; pieces do not overlap, and those at the same place come in the order given. */
export function spliced(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .sort((one, other) => other.start - one.start)
    .reduce((kept, edit) => kept.slice(0, edit.start) + edit.text + kept.slice(edit.end), text);
}
