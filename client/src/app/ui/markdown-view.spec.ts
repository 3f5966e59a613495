import { TestBed } from '@angular/core/testing';
import { MarkdownView } from './markdown-view';

async function show(text: string): Promise<HTMLElement> {
  const fixture = TestBed.createComponent(MarkdownView);
  fixture.componentRef.setInput('text', text);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe('Markdown', () => {
  it('shows HTML inside of it as text', async () => {
    const view = await show('a <b onclick="x()">bold</b>\n\n<script>alert(1)</script>');
    expect(view.querySelector('b, script')).toBeNull();
    expect(view.textContent).toContain('<script>alert(1)</script>');
  });

  it('opens links apart, telling them nothing', async () => {
    const link = (await show('[manual](https://example.org/a)')).querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://example.org/a');
    expect(link?.target).toBe('_blank');
    expect(link?.rel).toContain('noopener');
  });

  it('makes no link that runs a script', async () => {
    const view = await show('[click](javascript:alert(1)) [more](data:text/html,x)');
    expect(view.querySelector('a')).toBeNull();
  });

  it('loads no image of another host, and says where it was', async () => {
    const view = await show('![cat](https://example.org/cat.png) ![own](/favicon.svg)');
    expect([...view.querySelectorAll('img')].map((image) => image.alt)).toEqual(['own']);
    expect(view.querySelector('a')?.textContent).toBe('Image: cat');
  });

  it('starts its headings where the page says', async () => {
    expect((await show('# Top')).querySelector('h3')?.textContent).toBe('Top');
  });
});
