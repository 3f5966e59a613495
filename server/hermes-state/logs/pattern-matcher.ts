import { Worker } from 'node:worker_threads';
import { DomainError } from '../../http/domain-error.ts';

/** Of all tests for one answer together. */
const patienceMs = 1000;
const mostAtOnce = 4;

export class InvalidPattern extends DomainError {
  readonly code = 'invalid_pattern';
  readonly status = 422;
}

export class PatternTooSlow extends DomainError {
  readonly code = 'pattern_too_slow';
  readonly status = 422;

  constructor() {
    super(
      'The pattern takes too long on these lines. Make it simpler: nested repetition is the usual cause.',
    );
  }
}

export class TooManySearches extends DomainError {
  readonly code = 'too_many_searches';
  readonly status = 429;

  constructor() {
    super('Several searches by pattern run already. Try again in a moment.');
  }
}

/** As text, so that it needs no file of its own, whatever the server was built to. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const pattern = new RegExp(workerData, 'i');
parentPort.on('message', (texts) => parentPort.postMessage(texts.map((text) => pattern.test(text))));
`;
let running = 0;

/**
 * Tries a regular expression of somebody else's in a thread of its own: some take for ever (V8 backtracks), and a thread
 * can be ended.
 */
export class PatternMatcher {
  private worker: Worker | undefined;
  private leftMs = patienceMs;

  /** Throws {@link InvalidPattern}. */
  constructor(private readonly source: string) {
    try {
      new RegExp(source, 'i');
    } catch (error) {
      throw new InvalidPattern((error as Error).message);
    }
  }

  /** Which of the texts match. Throws {@link PatternTooSlow} or {@link TooManySearches}. */
  async test(texts: readonly string[]): Promise<boolean[]> {
    if (texts.length === 0) return [];
    const worker = this.worker ?? this.begin();
    const begun = performance.now();
    return new Promise<boolean[]>((resolve, reject) => {
      const limit = setTimeout(() => reject(new PatternTooSlow()), Math.max(1, this.leftMs));
      const fail = (error: Error) => reject(error);
      worker.once('error', fail);
      worker.once('message', (found: boolean[]) => {
        clearTimeout(limit);
        worker.off('error', fail);
        this.leftMs -= performance.now() - begun;
        resolve(found);
      });
      worker.postMessage(texts);
    });
  }

  /** Must be called when no more is asked, also after a failure. */
  async end(): Promise<void> {
    if (this.worker === undefined) return;
    running -= 1;
    await this.worker.terminate();
    this.worker = undefined;
  }

  private begin(): Worker {
    if (running >= mostAtOnce) throw new TooManySearches();
    running += 1;
    this.worker = new Worker(program, {
      eval: true,
      workerData: this.source,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    return this.worker;
  }
}
