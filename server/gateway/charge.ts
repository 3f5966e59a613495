import type { EndReason, UsageSource } from '../audit/audit.contract.ts';
import type { AnswerKind } from './routes.ts';
import type { StatedUsage } from './usage.ts';

export interface Charge {
  readonly usageSource: UsageSource;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  /** Taken from the month's cap. */
  readonly chargedTokens: number;
}

/**
 * What an answer costs: the upstream's own numbers when it states them; nothing when it was never asked or refused before
 * a word of its answer; otherwise an estimate, because a client that leaves early has still been served. An answer that was broken off never
 * costs more than was reserved for it.
 */
export function charge(answer: {
  readonly kind: AnswerKind;
  readonly endReason: EndReason;
  readonly usage: StatedUsage | undefined;
  readonly promptTokens: number;
  readonly answerTokens: number;
  readonly reservedTokens: number;
  readonly wasSent: boolean;
}): Charge {
  const { usage, endReason, promptTokens } = answer;
  if (usage) {
    const { totalTokens, completionTokens } = usage;
    return {
      usageSource: 'upstream',
      promptTokens: usage.promptTokens,
      completionTokens,
      totalTokens,
      chargedTokens: totalTokens,
    };
  }
  if (!answer.wasSent || (endReason === 'upstream_error' && answer.answerTokens === 0))
    return {
      usageSource: 'none',
      promptTokens: 0,
      completionTokens: 0,
      totalTokens: 0,
      chargedTokens: 0,
    };
  const completionTokens = answer.kind === 'embedding' ? 0 : answer.answerTokens;
  const totalTokens = promptTokens + completionTokens;
  return {
    usageSource: 'estimated',
    promptTokens,
    completionTokens,
    totalTokens,
    chargedTokens:
      endReason === 'done' ? totalTokens : Math.min(totalTokens, answer.reservedTokens),
  };
}
