import { isAtLeast, timeOf, type FoundRecord } from './log-records.ts';
import type { LogFilter, LogRecord } from './logs.contract.ts';
import { PatternMatcher } from './pattern-matcher.ts';

/** Secrets are looked for in so many records before others get their turn. */
const atOnce = 200;

/** Decides which records are wanted, and takes secrets out of those. */
export class RecordFilter {
  private readonly pattern: PatternMatcher | undefined;
  private readonly text: string | undefined;

  /** Throws `InvalidPattern`. */
  constructor(
    private readonly filter: LogFilter,
    private readonly mask: (text: string) => string,
  ) {
    const { search, isPattern } = filter;
    if (search !== undefined && isPattern) this.pattern = new PatternMatcher(search);
    else this.text = search?.toLowerCase();
  }

  /**
   * The first of those that pass, without secrets. What is searched for has to be in what is shown: else a secret could be found out
   * letter by letter. Throws `PatternTooSlow`.
   */
  async pick(records: readonly FoundRecord[], most = records.length): Promise<LogRecord[]> {
    const likely = await this.matching(records.filter((record) => this.isWanted(record)));
    const picked: LogRecord[] = [];
    for (let from = 0; from < likely.length && picked.length < most; from += atOnce) {
      const shown = likely.slice(from, from + atOnce).map((record) => this.masked(record));
      picked.push(...(await this.matching(shown.filter((record) => this.isWanted(record)))));
    }
    return picked.slice(0, most);
  }

  private masked({ time, ...record }: FoundRecord): LogRecord {
    const { text, session, logger } = record;
    return {
      ...record,
      at: time === null ? null : timeOf(time),
      text: this.mask(text),
      session: session === null ? null : this.mask(session),
      logger: logger === null ? null : this.mask(logger),
    };
  }

  async end(): Promise<void> {
    await this.pattern?.end();
  }

  private async matching<Each extends Searched>(records: Each[]): Promise<Each[]> {
    if (this.pattern === undefined || records.length === 0) return records;
    const found = await this.pattern.test(records.map(searched));
    return records.filter((_, index) => found[index]);
  }

  private isWanted(record: Searched): boolean {
    const { level, component, session } = this.filter;
    if (level !== undefined && !isAtLeast(record.level, level)) return false;
    if (component !== undefined && !isOf(record.logger, component)) return false;
    if (session !== undefined && record.session?.includes(session) !== true) return false;
    return this.text === undefined || searched(record).toLowerCase().includes(this.text);
  }
}

type Searched = Pick<LogRecord, 'level' | 'session' | 'logger' | 'text'>;

/** As the line reads, behind its time. */
function searched({ level, session, logger, text }: Searched): string {
  if (level === null) return text;
  return session === null
    ? `${level} ${logger}: ${text}`
    : `${level} [${session}] ${logger}: ${text}`;
}

const isOf = (logger: string | null, component: string): boolean =>
  logger !== null && (logger === component || logger.startsWith(`${component}.`));
