import { StringDecoder } from 'node:string_decoder';

/** Colours, cursor movements, titles of windows (ECMA-48), and two-character sequences. */
// eslint-disable-next-line no-control-regex -- control characters are what it is about
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g;
// eslint-disable-next-line no-control-regex -- as above; a tab is text
const controls = /[\u0000-\u0008\u000b-\u001f\u007f\u0080-\u009f]/g;
/** A line that does not end is passed on in pieces, so that it cannot fill the memory. */
const longestLine = 65_536;

/** Text as it would stand on a screen without colours: escape sequences and control characters are left out. */
export function plainText(text: string): string {
  return text.replace(escapes, '').replace(controls, '');
}

/** Cuts what one stream of a program writes into lines of plain text; a progress bar becomes its last state. */
export class OutputLines {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  constructor(private readonly take: (line: string) => void) {}

  write(chunk: Buffer): void {
    const parts = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = parts.pop()!;
    for (const part of parts) this.tell(part);
    while (this.rest.length > longestLine) {
      this.tell(this.rest.slice(0, longestLine));
      this.rest = this.rest.slice(longestLine);
    }
  }

  end(): void {
    const rest = this.rest + this.decoder.end();
    this.rest = '';
    if (rest !== '') this.tell(rest);
  }

  private tell(line: string): void {
    const written = line.replace(/\r+$/, '');
    this.take(plainText(written.slice(written.lastIndexOf('\r') + 1)));
  }
}
