import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { NotFound } from '../../http/domain-error.ts';
import { plainText } from '../../hermes-process/output-lines.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { linesAfter } from './log-lines.ts';
import { LogReader } from './log-reader.ts';

/** A whole log as a file, without secrets, never more than a block of it in memory. */
@Injectable()
export class LogDownload {
  constructor(
    private readonly home: HermesHome,
    private readonly logs: LogReader,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws `NotFound` when there is no such file or it cannot be read. A later failure breaks the connection. */
  async send(profile: string, file: string, response: Response): Promise<void> {
    await this.home.requireProfile(profile);
    const mask = await this.secrets.maskFor(profile);
    const opened = await this.home.open('hermes', this.logs.pathOf(profile, file));
    if (opened.status !== 'present') throw new NotFound(`The log ${file}`);
    const { handle, facts } = opened.value;
    response.status(200).set({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${profile}-${file.replace(/\.log\.(\d+)$/, '-$1.log')}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    try {
      // Not what is written while it is sent: that has no end.
      await pipeline(async function* () {
        for await (const lines of linesAfter(handle, 0)) {
          const text = lines
            .filter(({ offset }) => offset < facts.bytes)
            .map((line) => `${plainText(line.text)}${line.isCut ? ' […]' : ''}\n`)
            .join('');
          yield mask(text);
          if (lines.some(({ end }) => end >= facts.bytes)) return;
        }
      }, response);
    } catch (error) {
      // Whoever left is not told of anything.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    } finally {
      await handle.close();
    }
  }
}
