/** Token numbers of one answer as the upstream states them. */
export interface StatedUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens: number | null;
  readonly reasoningTokens: number | null;
}

/** More than any model answers: a larger number is a fault, and would block a user's month. */
const largestBelievable = 100_000_000;

/**
 * Reads a `usage` object in the chat (`prompt_tokens`) or the responses (`input_tokens`) spelling. Numbers that cannot be
 * true (negative, fractional, text, huge) make the whole object unbelievable: `undefined`, and the answer is estimated.
 */
export function readUsage(value: unknown): StatedUsage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const usage = value as Record<string, unknown>;
  const promptTokens = usage.prompt_tokens ?? usage.input_tokens;
  const completionTokens = usage.completion_tokens ?? usage.output_tokens ?? 0;
  if (!isCount(promptTokens) || !isCount(completionTokens)) return undefined;
  const totalTokens = usage.total_tokens ?? promptTokens + completionTokens;
  if (!isCount(totalTokens)) return undefined;
  const promptDetails = asRecord(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const answerDetails = asRecord(usage.completion_tokens_details ?? usage.output_tokens_details);
  return {
    promptTokens,
    completionTokens,
    // A total below its parts would give tokens away.
    totalTokens: Math.max(totalTokens, promptTokens + completionTokens),
    cachedTokens: countOrNull(promptDetails.cached_tokens),
    reasoningTokens: countOrNull(answerDetails.reasoning_tokens),
  };
}

function isCount(value: unknown): value is number {
  return (
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= largestBelievable
  );
}

function countOrNull(value: unknown): number | null {
  return isCount(value) ? value : null;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
