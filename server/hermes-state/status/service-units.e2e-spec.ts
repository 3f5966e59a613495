import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { homeOfOwner } from './service-units.ts';

let fixture: HermesHomeFixture;

beforeEach(async () => {
  fixture = await createHermesHome();
});
afterEach(() => fixture.remove());

const passwd = (uid: number, home: string) =>
  fixture.put(
    'passwd',
    `other:x:${uid + 1}:1::/home/other:/bin/sh\nhermes:x:${uid}:1:,,:${home}:/bin/sh\n`,
  );

describe('the owner of the home of Hermes', () => {
  it('is looked up for the folder of its units', async () => {
    const file = await passwd(process.getuid!(), '/home/hermes');
    expect(await homeOfOwner(fixture.at('.hermes'), file)).toBe('/home/hermes');
  });

  it('that is not known here has none', async () => {
    const file = await passwd(process.getuid!() + 7, '/home/hermes');
    expect(await homeOfOwner(fixture.at('.hermes'), file)).toBeUndefined();
    expect(await homeOfOwner(fixture.at('nothing'), file)).toBeUndefined();
    expect(await homeOfOwner(fixture.at('.hermes'), fixture.at('nothing'))).toBeUndefined();
  });
});
