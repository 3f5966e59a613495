import {
  ChangeDetectionStrategy,
  Component,
  computed,
  input,
  ViewEncapsulation,
} from '@angular/core';
import { htmlOf } from './markdown';

/** Markdown to read, from people and agents nobody vouches for: made into HTML and then sanitized by Angular. */
@Component({
  selector: 'app-markdown',
  template: `<div [innerHTML]="html()"></div>`,
  // What `innerHTML` makes carries no marks of this component.
  encapsulation: ViewEncapsulation.None,
  styles: `
    app-markdown {
      display: block;
      max-width: 46rem;
      overflow-wrap: anywhere;
    }
    app-markdown > div > * + * {
      margin-top: var(--space-3);
    }
    app-markdown :is(h1, h2, h3, h4, h5, h6) {
      font-size: var(--text-body);
      font-weight: var(--weight-strong);
      line-height: var(--leading-tight);
    }
    app-markdown > div > :is(h1, h2, h3) {
      margin-top: var(--space-5);
      font-size: var(--text-heading);
    }
    app-markdown > div > :first-child {
      margin-top: 0;
    }
    app-markdown :is(ul, ol) {
      padding-left: var(--space-5);
      list-style: disc;
    }
    app-markdown ol {
      list-style: decimal;
    }
    app-markdown li + li {
      margin-top: 2px;
    }
    app-markdown blockquote {
      margin-inline: 0;
      padding-left: var(--space-3);
      border-left: 2px solid var(--color-line-strong);
      color: var(--color-text-soft);
    }
    app-markdown :not(pre) > code {
      padding: 1px 4px;
      border-radius: 3px;
      background: var(--color-sunken);
    }
    app-markdown pre {
      padding: var(--space-3);
      background: var(--color-sunken);
      border: var(--hairline);
      border-radius: var(--radius);
      font-size: var(--text-table);
      white-space: pre-wrap;
    }
    app-markdown table {
      border-collapse: collapse;
      font-size: var(--text-table);
    }
    app-markdown :is(th, td) {
      padding: var(--space-1) var(--space-3) var(--space-1) 0;
      border-bottom: var(--hairline);
      font-weight: inherit;
      text-align: start;
    }
    app-markdown th {
      color: var(--color-text-soft);
    }
    app-markdown hr {
      border: 0;
      border-top: var(--hairline);
    }
    app-markdown img {
      max-width: 100%;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MarkdownView {
  readonly text = input.required<string>();
  /** Level of its largest heading, so that the page keeps its outline. */
  readonly headingLevel = input(3);
  protected readonly html = computed(() => htmlOf(this.text(), this.headingLevel()));
}
