import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { eventually, until } from '../testing/eventually.ts';
import { Departure } from './departure.ts';

const question = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi';

describe('A server that goes', () => {
  let server: Server;
  let port: number;
  let answered: number;
  let held: Promise<void> | undefined;
  const clients: Socket[] = [];

  /** Starts the server; the time is in milliseconds. */
  async function listen(graceMs: number): Promise<Departure> {
    answered = 0;
    held = undefined;
    server = createServer((request, response) => {
      const wait = held;
      // Before its body is here.
      if (request.url === '/early') return response.end('early');
      request.resume().on('end', async () => {
        await wait;
        answered++;
        response.end('done');
      });
    });
    server.keepAliveTimeout = 60_000;
    const departure = new Departure(server, graceMs);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
    return departure;
  }

  /** A client and what it was told. */
  function client(): { socket: Socket; text: () => string; isOver: () => boolean } {
    let text = '';
    let isOver = false;
    const socket = connect(port, '127.0.0.1');
    clients.push(socket);
    socket.on('data', (part) => (text += String(part)));
    socket.on('close', () => (isOver = true));
    socket.on('error', () => undefined);
    return { socket, text: () => text, isOver: () => isOver };
  }

  afterEach(() => {
    for (const socket of clients.splice(0)) socket.destroy();
    server.closeAllConnections();
    server.close();
  });

  // What lies in the queue of a listener can be taken in first on Linux alone.
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('serves who is connected and not yet accepted', async () => {
    const departure = await listen(50);
    const { socket, text } = client();
    socket.write(question);
    // By now the system has made the connection; the server looks at its listener in the next turn only.
    await new Promise((resolve) => process.nextTick(resolve));
    const { closed } = await departure.leave(() => false, 10_000);
    await closed;
    await until(() => text().endsWith('done'));
  });

  it('serves a connection once more, and asks it to leave', async () => {
    const departure = await listen(60_000);
    const { socket, text, isOver } = client();
    socket.write(question);
    await eventually(() => expect(text()).toMatch(/keep-alive[^]*done$/i));
    const leaving = departure.leave(() => false, 60_000);
    await until(() => !server.listening);
    expect(isOver()).toBe(false);
    socket.write(question);
    await (
      await leaving
    ).closed;
    await until(isOver);
    expect(text()).toMatch(/connection: close[^]*done$/i);
    expect(answered).toBe(2);
  });

  it('closes a connection that was idle for the grace', async () => {
    const departure = await listen(100);
    const { isOver } = client();
    await once(server, 'connection');
    await (
      await departure.leave(() => false, 60_000)
    ).closed;
    await until(isOver);
  });

  it('closes idle connections at once without a grace, and waits for those that are not', async () => {
    const departure = await listen(0);
    let release = () => {};
    held = new Promise((resolve) => (release = resolve));
    const busy = client();
    busy.socket.write(question);
    await once(server, 'request');
    held = undefined;
    const idle = client();
    idle.socket.write(question);
    await until(() => idle.text().endsWith('done'));
    const { closed } = await departure.leave(() => false, 60_000);
    await until(idle.isOver);
    expect(busy.isOver()).toBe(false);
    release();
    await closed;
    expect(busy.text()).toMatch(/done$/);
  });

  it.each([0, 50])(
    'waits for a request that has half arrived, the grace being %d ms',
    async (graceMs) => {
      const departure = await listen(graceMs);
      const { socket, text } = client();
      await once(server, 'connection');
      socket.write(question.slice(0, 20));
      await until(() => departure.isServing());
      const idle = client();
      idle.socket.write(question);
      await until(() => idle.text().endsWith('done'));
      let hasLeft = false;
      const leaving = departure.leave(() => departure.isServing(), 60_000);
      void leaving.then(() => (hasLeft = true));
      await until(idle.isOver);
      expect([hasLeft, text()]).toEqual([false, '']);
      socket.write(question.slice(20));
      await (
        await leaving
      ).closed;
      expect(text()).toMatch(/connection: close[^]*done$/i);
    },
  );

  it('does not wait for the rest of a request that is answered', async () => {
    const departure = await listen(0);
    const { socket, text } = client();
    const arrived = once(server, 'request') as Promise<[IncomingMessage]>;
    socket.write('POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n');
    await until(() => text().includes('early'));
    socket.write('more');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(departure.isServing()).toBe(false);
    const [request] = await arrived;
    const whole = once(request, 'end');
    socket.write('over!');
    await whole;
    socket.write(question.slice(0, 20));
    await until(() => departure.isServing());
  });

  it('closes who has never said anything before it says that it has left', async () => {
    const departure = await listen(0);
    const { isOver } = client();
    await once(server, 'connection');
    const { closed } = await departure.leave(() => departure.isServing(), 60_000);
    await closed;
    await until(isOver);
  });

  it('takes nobody new', async () => {
    const departure = await listen(50);
    await (
      await departure.leave(() => false, 10_000)
    ).closed;
    await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
  });

  it('waits no longer than it is told to', async () => {
    const departure = await listen(0);
    await departure.leave(() => true, 100);
    expect(server.listening).toBe(false);
  });
});
