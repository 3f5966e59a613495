import { Logger } from '@nestjs/common';
import { eventually } from '../testing/eventually.ts';
import { PostgresSupervisor } from './postgres-supervisor.ts';

/** A server that fails to start as often as it is told. */
class FakePostgres {
  alive = true;
  readonly startedAtMs: number[] = [];

  constructor(private failures: number) {}

  isAlive(): boolean {
    return this.alive;
  }

  async startAgain(): Promise<void> {
    this.startedAtMs.push(performance.now());
    if (this.failures-- > 0) throw new Error('shared memory is still in use');
    this.alive = true;
  }

  async stop(): Promise<void> {
    this.alive = false;
  }
}

describe('The supervisor of the embedded PostgreSQL', () => {
  let lines: string[];
  beforeEach(() => {
    lines = [];
    for (const level of ['log', 'error'] as const)
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((...said: unknown[]) => lines.push(String(said[0])));
  });
  afterEach(() => jest.restoreAllMocks());

  const supervise = (failures: number) => {
    const postgres = new FakePostgres(failures);
    const supervisor = new PostgresSupervisor(postgres);
    supervisor.start();
    return { postgres, supervisor };
  };

  it('tries again with growing pauses until it runs, and says why it does not', async () => {
    const { postgres, supervisor } = supervise(2);
    postgres.alive = false;
    await eventually(() => expect(postgres.alive).toBe(true));
    await eventually(() => expect(lines.at(-1)).toContain('runs again'));
    const [first = 0, second = 0, third = 0] = postgres.startedAtMs;
    expect(third - second).toBeGreaterThan(second - first);
    expect(lines.slice(0, -1)).toEqual([
      expect.stringContaining('it ended'),
      expect.stringContaining('shared memory is still in use'),
      expect.stringContaining('shared memory is still in use'),
    ]);
    await supervisor.stop();
  });

  it('starts nothing that was stopped on purpose', async () => {
    const { postgres, supervisor } = supervise(0);
    await supervisor.stop();
    expect([postgres.alive, postgres.startedAtMs]).toEqual([false, []]);
  });
});
