/** English text has about four characters a token; other scripts fewer, so bytes are counted instead. */
const bytesPerToken = 4;
/** Pictures and files inside a prompt cost tokens by their content, not by their base64 length. */
const attachmentTokens = 1000;
/** Roles and separators around each message or item. */
const structureTokens = 4;

/** Tokens of a text, estimated. */
export function textTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken);
}

/** Tokens of everything in a request that reaches the model, estimated from its strings. */
export function estimateTokens(value: unknown): number {
  if (typeof value === 'string')
    return value.startsWith('data:') ? attachmentTokens : textTokens(value);
  if (typeof value !== 'object' || value === null) return 0;
  let tokens = structureTokens;
  for (const part of Object.values(value)) tokens += estimateTokens(part);
  return tokens;
}
