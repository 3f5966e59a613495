/** Linux takes no argument of more than 128 KiB (MAX_ARG_STRLEN, execve(2)); the name of its option is part of it. */
const longestArgumentBytes = 130_000;

/** Whether a text can be given to a command. Letters beyond ASCII take up to four bytes. */
export const fitsArgument = (text: string): boolean =>
  new TextEncoder().encode(text).length < longestArgumentBytes;

/** Beside what does not fit. */
export const tooLongArgument =
  'It takes more than 130,000 bytes, which is more than a command can be given.';
