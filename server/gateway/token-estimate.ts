/** English text has about four characters a token; other scripts fewer, so bytes are counted instead. */
export const bytesPerToken = 4;
/** Pictures and files inside a prompt cost tokens by their content, not by their base64 length. */
export const attachmentTokens = 1000;
/** Roles and separators around each message or item. */
export const structureTokens = 4;

/** Tokens of a text, estimated. */
export function textTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken);
}
