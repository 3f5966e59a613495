/** Lets a few pass at a time, a few more wait, and turns the rest away. */
export class Turnstile {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly options: {
      readonly most: number;
      readonly mostWaiting: number;
      /** What those who are turned away are told. */
      readonly refusal: () => Error;
    },
  ) {}

  /** Throws the refusal when too many wait already. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside < this.options.most) this.inside++;
    else await this.wait();
    try {
      return await work();
    } finally {
      // The place goes straight to the next one, so that nobody slips in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.inside--;
    }
  }

  private wait(): Promise<void> {
    if (this.waiting.length >= this.options.mostWaiting) throw this.options.refusal();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
