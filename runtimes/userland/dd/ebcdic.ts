/** The tables of POSIX for `dd`, from ASCII to EBCDIC. */
const EBCDIC =
  "00010203372d2e2f1605250b0c0d0e0f101112133c3d322618193f271c1d1e1f405a7f7b5b6c507d4d5d5c4e6b604b61" +
  "f0f1f2f3f4f5f6f7f8f97a5e4c7e6e6f7cc1c2c3c4c5c6c7c8c9d1d2d3d4d5d6d7d8d9e2e3e4e5e6e7e8e9ade0bd9a6d" +
  "79818283848586878889919293949596979899a2a3a4a5a6a7a8a9c04fd05f07202122232415061728292a2b2c090a1b" +
  "30311a333435360838393a3b04143ee14142434445464748495152535455565758596263646566676869707172737475" +
  "767778808a8b8c8d8e8f906a9b9c9d9e9fa0aaabac4aaeafb0b1b2b3b4b5b6b7b8b9babbbca1bebfcacbcccdcecfdadb" +
  "dcdddedfeaebecedeeeffafbfcfdfeff";
/** Where IBM's is another one. */
const IBM_DIFFERENCES: Readonly<Record<number, number>> = { 94: 95, 126: 161, 203: 154, 213: 173, 229: 189 };

export const ASCII_TO_EBCDIC = Uint8Array.from(EBCDIC.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
export const ASCII_TO_IBM = ASCII_TO_EBCDIC.map((byte, from) => IBM_DIFFERENCES[from] ?? byte);
export const EBCDIC_TO_ASCII = inverse(ASCII_TO_EBCDIC);

function inverse(table: Uint8Array): Uint8Array {
  const back = new Uint8Array(table.length);
  for (const [from, to] of table.entries()) back[to] = from;
  return back;
}
