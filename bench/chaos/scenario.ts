import type { Control } from './control.ts';
import type { Findings } from './figures.ts';
import type { World } from './world.ts';

/** How much is done: `full` for figures, `short` for a test that runs with all others. */
export type Size = 'full' | 'short';

/** A story of faults, and what must hold whatever happens in it. */
export interface Scenario {
  readonly name: string;
  /** What is broken, in a line. */
  readonly about: string;
  /** Products that must not pass. */
  readonly controls: readonly Control[];
  /** Notes figures and broken rules; throws only when the story itself could not be told. */
  run(world: World, findings: Findings, size: Size): Promise<void>;
}
