import { Injectable } from '@nestjs/common';
import { ApiKeyVerifier } from '../api-users/api-key-verifier.ts';
import type { AuditSummary } from '../audit/audit.contract.ts';
import type { CloseRecord } from '../audit/ledger-records.ts';
import { summaryOf } from '../audit/opened-request.ts';
import { FiguresReport } from '../gateway/figures-report.ts';
import { GatewayActivity, type RunningRequest } from '../gateway/gateway-activity.ts';
import { ChangeWatcher } from '../hermes-state/change-watcher.ts';
import { LogLines } from '../log-lines.ts';
import type { LogLine } from '../system/log.contract.ts';
import { every, LiveChannel } from './live-channel.ts';
import { RequestChanges } from './request-changes.ts';

const figuresMs = 2000;
const requestsMs = 500;
const batchMs = 1000;
/** Summaries, users and lines in one event; a client that is told of more loads the list. */
const mostSummaries = 50;
const mostUsers = 200;
const mostLines = 200;

/** Tells the channel what happens in this process, in batches, while somebody listens. */
@Injectable()
export class LiveFeed {
  private readonly changes: RequestChanges;
  private summaries: AuditSummary[] = [];
  private summariesLeftOut = 0;
  private readonly users = new Set<string>();
  private lines: LogLine[] = [];
  private linesLeftOut = 0;

  constructor(
    private readonly channel: LiveChannel,
    private readonly activity: GatewayActivity,
    private readonly figures: FiguresReport,
    private readonly log: LogLines,
    private readonly files: ChangeWatcher,
    verifier: ApiKeyVerifier,
  ) {
    this.changes = new RequestChanges(activity);
    let isListening = false;
    verifier.onChange(({ apiUserId, requestId }) => {
      if (isListening && requestId === undefined) this.users.add(apiUserId);
    });
    channel.addSource(() => {
      isListening = true;
      const stops = this.start();
      return () => {
        isListening = false;
        for (const stop of stops) stop();
        this.clear();
      };
    });
    this.watchForDeafness(verifier);
  }

  private start(): (() => void)[] {
    return [
      this.activity.observe({
        requestEnded: (request, closed) => this.noteEnd(request, closed),
      }),
      this.log.observe((line) => this.noteLine(line)),
      this.files.observe((change) =>
        this.channel.publish('hermes', { ...change, kinds: [...change.kinds] }),
      ),
      every(figuresMs, () => this.tellFigures()),
      every(requestsMs, () => this.tellChanges()),
      every(batchMs, () => this.tellBatches()),
    ];
  }

  private tellFigures(): void {
    const { otherProcesses } = this.channel;
    this.channel.publish('gateways', { ...this.figures.read(), otherProcesses });
  }

  private tellChanges(): void {
    const { items, leftOut } = this.changes.take();
    const { instanceId } = this.channel;
    if (items.length > 0)
      this.channel.publish('requests', {
        items: items.map((item) => ({ ...item, instanceId })),
        leftOut,
      });
    if (this.users.size === 0) return;
    const all = this.users.size > mostUsers;
    this.channel.publish('api-users', { ids: all ? [] : [...this.users], all });
    this.users.clear();
  }

  private tellBatches(): void {
    if (this.summaries.length > 0) {
      this.channel.publish('audit', { items: this.summaries, leftOut: this.summariesLeftOut });
      this.summaries = [];
      this.summariesLeftOut = 0;
    }
    if (this.lines.length > 0) {
      this.channel.publish('log', { lines: this.lines, leftOut: this.linesLeftOut });
      this.lines = [];
      this.linesLeftOut = 0;
    }
  }

  private noteEnd(request: RunningRequest, closed: CloseRecord | undefined): void {
    this.changes.noteEnd(request, closed);
    if (closed === undefined) return;
    if (this.summaries.length < mostSummaries)
      this.summaries.push(summaryOf(request.opened, closed));
    else this.summariesLeftOut++;
  }

  private noteLine(line: LogLine): void {
    if (this.lines.length < mostLines) this.lines.push(line);
    else this.linesLeftOut++;
  }

  /** What was announced while changes were not heard is not known. */
  private watchForDeafness(verifier: ApiKeyVerifier): void {
    this.channel.addSource(() => {
      let wasListening = verifier.isListening;
      return every(requestsMs, () => {
        const { isListening } = verifier;
        if (isListening && !wasListening) this.channel.publish('api-users', { ids: [], all: true });
        wasListening = isListening;
      });
    });
  }

  private clear(): void {
    this.changes.clear();
    this.users.clear();
    this.summaries = [];
    this.lines = [];
    this.summariesLeftOut = this.linesLeftOut = 0;
  }
}
