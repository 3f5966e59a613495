import type { Logger } from '@nestjs/common';

/** Says once that something fails, and once that it works again, however often it is tried in between. */
export class OutageNotice {
  private isOn = false;

  constructor(
    private readonly logger: Pick<Logger, 'log' | 'warn'>,
    private readonly over: string,
  ) {}

  failed(message: string): void {
    if (!this.isOn) this.logger.warn(message);
    this.isOn = true;
  }

  succeeded(): void {
    if (this.isOn) this.logger.log(this.over);
    this.isOn = false;
  }
}
