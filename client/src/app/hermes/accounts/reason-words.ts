/** Why a file of Hermes or its siblings could not be read. */
export function reasonWords(reason: string | null): string {
  const words: Readonly<Record<string, string>> = {
    too_large: 'it is larger than one MiB.',
    not_regular: 'it is a link, a folder or has a second name.',
    outside_root: 'it leads out of its folder.',
    permission: 'this process may not read it.',
    not_utf8: 'it is not UTF-8 text.',
    not_json: 'it is not JSON, or only half of it was written.',
    unexpected_shape: 'it does not hold what it should.',
    io_error: 'reading failed; the process log says more.',
  };
  return words[reason ?? ''] ?? `${reason ?? 'for no known reason'}.`;
}
