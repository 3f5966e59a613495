import type { MemoryTarget } from '../../../../../server/hermes-state/memory/memory.contract';

/** What the two files are called, and what they are for. */
export const memoryNames: Readonly<
  Record<MemoryTarget, { readonly file: string; readonly title: string }>
> = {
  memory: { file: 'MEMORY.md', title: 'What the agent noted' },
  user: { file: 'USER.md', title: 'What it knows of its user' },
};
