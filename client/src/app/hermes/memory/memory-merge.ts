import { entriesOf } from '../../../../../server/hermes-state/memory/memory-text.format';
import type { Merge } from '../text-files/text-draft';
import { mergeUnits } from '../text-files/three-way-merge';

/**
 * Merges entry by entry. What both wrote at one place is kept twice, theirs first: two people who each added an entry
 * contradict each other in nothing.
 */
export const mergeMemories: Merge = (base, mine, theirs) => {
  const [was, my, their] = [base, mine, theirs].map((text) =>
    entriesOf(text).map((entry) => entry.text),
  ) as [string[], string[], string[]];
  let contradictions = 0;
  const { units } = mergeUnits(was, my, their, (mineHere, theirsHere) => {
    // Additions alone take nothing away from each other.
    const isAdded = [...mineHere, ...theirsHere].every((entry) => !was.includes(entry));
    const isLost = was.some((entry) => !my.includes(entry) && !their.includes(entry));
    if (!isAdded || isLost) contradictions++;
    return [...theirsHere, ...mineHere.filter((entry) => !theirsHere.includes(entry))];
  });
  const lineEnd = theirs.includes('\r\n') ? '\r\n' : '\n';
  const tail = /\s*$/.exec(theirs)?.[0] ?? '';
  return { text: units.join(`${lineEnd}§${lineEnd}`) + tail, conflicts: contradictions };
};
