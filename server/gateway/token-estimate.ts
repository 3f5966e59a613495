/** English text has about four characters a token; other scripts fewer, so bytes are counted instead. */
const bytesPerToken = 4;
/** Pictures and files inside a prompt cost tokens by their content, not by their base64 length. */
export const attachmentTokens = 1000;
/** Roles and separators around each message or item. */
export const structureTokens = 4;

/** Tokens of so many bytes of text, estimated. */
export function tokensIn(bytes: number): number {
  // As an integer: in loops a fraction in between would cost an allocation each.
  return ((bytes + bytesPerToken - 1) / bytesPerToken) | 0;
}

/** Tokens of a text, estimated. */
export function textTokens(text: string): number {
  return tokensIn(Buffer.byteLength(text));
}
