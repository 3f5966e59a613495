import koffi from 'koffi';

/** Of Linux, on every processor that Node is built for (asm-generic/socket.h, linux/filter.h). */
const solSocket = 1;
const soAttachFilter = 26;
/**
 * A classic socket filter over a TCP segment: what begins a connection (SYN in the byte of flags, RFC 9293, 3.1) is
 * dropped, all else passes.
 */
const program = [
  { code: 0x30, jt: 0, jf: 0, k: 13 },
  { code: 0x45, jt: 0, jf: 1, k: 0x02 },
  { code: 0x06, jt: 0, jf: 0, k: 0 },
  { code: 0x06, jt: 0, jf: 0, k: 0xffff_ffff },
];

type SetOption = (fd: number, level: number, name: number, value: object, size: number) => number;

/**
 * Lets a listening socket begin no further connection, while those that are under way still arrive. Whoever connects tries
 * again after a second, as TCP does, and is refused then if the listener has been closed meanwhile. Answers whether it
 * works here: on Linux, unless a sandbox forbids it.
 */
export function dropNewHandshakes(listener: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const instruction = koffi.struct({ code: 'uint16', jt: 'uint8', jf: 'uint8', k: 'uint32' });
    const filter = koffi.struct({ len: 'uint16', filter: koffi.pointer(instruction) });
    const setOption = koffi
      .load(null)
      .func('setsockopt', 'int', ['int', 'int', 'int', koffi.pointer(filter), 'uint32']);
    const value = { len: program.length, filter: program };
    return (
      (setOption as SetOption)(listener, solSocket, soAttachFilter, value, koffi.sizeof(filter)) ===
      0
    );
  } catch {
    // No such function in this C library: the listener is closed as it is.
    return false;
  }
}
