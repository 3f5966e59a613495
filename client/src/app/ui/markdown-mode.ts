import { StreamLanguage } from '@codemirror/language';

interface MarkdownState {
  /** The fence that ends the block of code we are in. */
  fence: string | undefined;
  isFrontMatter: boolean;
  isFirstLine: boolean;
}

/** Enough of Markdown to see its shape while writing: headings, code, lists, emphasis, links and front matter. */
export const markdownMode = StreamLanguage.define<MarkdownState>({
  name: 'markdown',
  startState: () => ({ fence: undefined, isFrontMatter: false, isFirstLine: true }),
  token(stream, state) {
    if (stream.sol()) {
      const isFirst = state.isFirstLine;
      state.isFirstLine = false;
      if ((isFirst || state.isFrontMatter) && stream.match(/^---\s*$/)) {
        state.isFrontMatter = isFirst;
        return 'meta';
      }
      const fence = stream.match(/^\s*(```+|~~~+)/);
      if (Array.isArray(fence) && (state.fence === undefined || fence[1] === state.fence)) {
        state.fence = state.fence === undefined ? fence[1] : undefined;
        stream.skipToEnd();
        return 'meta';
      }
      if (state.fence === undefined && !state.isFrontMatter) {
        if (stream.match(/^#{1,6}\s.*/)) return 'heading';
        if (stream.match(/^\s*>.*/)) return 'quote';
        if (stream.match(/^\s*([-*+]|\d+\.)\s/)) return 'keyword';
      }
    }
    if (state.isFrontMatter) {
      if (stream.match(/^[\w-]+(?=:)/)) return 'propertyName';
      stream.skipToEnd();
      return 'string';
    }
    if (state.fence !== undefined) {
      stream.skipToEnd();
      return 'monospace';
    }
    if (stream.match(/^`[^`]+`/)) return 'monospace';
    if (stream.match(/^\*\*[^*]+\*\*/)) return 'strong';
    if (stream.match(/^[*_][^*_\s][^*_]*[*_]/)) return 'emphasis';
    if (stream.match(/^!?\[[^\]]*\]\([^)]*\)/)) return 'link';
    stream.next();
    stream.match(/^[^`*_![]+/);
    return null;
  },
});
