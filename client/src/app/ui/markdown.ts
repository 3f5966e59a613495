import { Marked, type Tokens } from 'marked';
import { basePath } from './base-path';

const markup: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => markup[sign] ?? '');

/**
 * Markdown as HTML. HTML inside of it is shown as text; links open apart and know nothing of us; images load from this
 * console alone, since another host would learn who reads what.
 */
export function htmlOf(markdown: string, headingLevel: number): string {
  const marked = new Marked({ gfm: true, async: false });
  marked.use({
    renderer: {
      html: ({ text }) => escape(text),
      heading({ tokens, depth }) {
        const level = Math.min(6, depth + headingLevel - 1);
        return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
      },
      link({ href, title, tokens }) {
        const words = this.parser.parseInline(tokens);
        return isLink(href) ? link(href, words, title) : words;
      },
      image: ({ href, title, text }: Tokens.Image) =>
        isOwn(href)
          ? `<img src="${escape(href)}" alt="${escape(text)}">`
          : link(href, `Image: ${escape(text || href)}`, title),
      checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    },
  });
  return marked.parse(markdown) as string;
}

function link(href: string, words: string, title?: string | null): string {
  const hint = title ? ` title="${escape(title)}"` : '';
  return isLink(href)
    ? `<a href="${escape(href)}" target="_blank" rel="noopener noreferrer"${hint}>${words}</a>`
    : words;
}

function urlOf(href: string): URL | undefined {
  try {
    return new URL(href, location.origin + basePath());
  } catch {
    return undefined;
  }
}

const isLink = (href: string): boolean =>
  ['http:', 'https:', 'mailto:'].includes(urlOf(href)?.protocol ?? '');

const isOwn = (href: string): boolean =>
  urlOf(href)?.href.startsWith(location.origin + basePath()) === true;
