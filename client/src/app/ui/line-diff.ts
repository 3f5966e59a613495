export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** Line numbers in either text, from 1. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Comparing every line with every other costs memory: above this, what differs is shown as one replacement. */
const largestTable = 6_000_000;

/** Lines taken out and put in between two texts: a longest common subsequence, after equal ends were set aside. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const start = a.findIndex((line, index) => line !== b[index]);
  const head = start === -1 ? Math.min(a.length, b.length) : start;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const middle = kindsOf(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const kinds: DiffLine['kind'][] = [
    ...Array<'same'>(head).fill('same'),
    ...middle,
    ...Array<'same'>(tail).fill('same'),
  ];
  let [i, j] = [0, 0];
  return kinds.map((kind) => {
    const text = (kind === 'added' ? b[j] : a[i]) ?? '';
    return {
      kind,
      text,
      before: kind === 'added' ? undefined : ++i,
      after: kind === 'removed' ? undefined : ++j,
    };
  });
}

/** An empty text has no lines; a final newline makes no line of its own. */
function linesOf(text: string): string[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function kindsOf(a: readonly string[], b: readonly string[]): DiffLine['kind'][] {
  if (a.length * b.length > largestTable)
    return [...a.map(() => 'removed' as const), ...b.map(() => 'added' as const)];
  const width = b.length + 1;
  // lengths[i * width + j]: longest common subsequence of what follows line i of a and line j of b.
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const kinds: DiffLine['kind'][] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const below = lengths[(i + 1) * width + j] ?? 0;
    const beside = lengths[i * width + j + 1] ?? 0;
    if (i < a.length && j < b.length && a[i] === b[j]) {
      kinds.push('same');
      i++;
      j++;
    } else if (i < a.length && (j === b.length || below >= beside)) {
      kinds.push('removed');
      i++;
    } else {
      kinds.push('added');
      j++;
    }
  }
  return kinds;
}

/** A stretch of a diff: lines to show, or equal ones to fold away. */
export interface DiffPart {
  readonly isFolded: boolean;
  readonly lines: readonly DiffLine[];
}

/** Folds equal lines that are further than `context` lines from a change; two lines are not worth folding. */
export function foldSame(lines: readonly DiffLine[], context = 3): readonly DiffPart[] {
  const parts: { isFolded: boolean; lines: DiffLine[] }[] = [];
  const near = new Uint8Array(lines.length);
  lines.forEach((line, index) => {
    if (line.kind !== 'same')
      near.fill(1, Math.max(0, index - context), Math.min(lines.length, index + context + 1));
  });
  lines.forEach((line, index) => {
    const isFolded = near[index] === 0;
    const last = parts.at(-1);
    if (last?.isFolded === isFolded) last.lines.push(line);
    else parts.push({ isFolded, lines: [line] });
  });
  return parts.map((part) =>
    part.isFolded && part.lines.length <= 2 ? { ...part, isFolded: false } : part,
  );
}
