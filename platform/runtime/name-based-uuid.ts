import { hash } from 'node:crypto';

/** The namespace of all names of this project, drawn once; another one would give every event another id. */
const NAMESPACE = Buffer.from('6f2d3a5c1b7e4c0d9a4871e0c5b8f314', 'hex');

/** The namespace, and behind it room for a name. */
let scratch = Buffer.concat([NAMESPACE, Buffer.alloc(1024)]);

/** The UUID of a name in the project's namespace: version 5 (RFC 9562, section 5.5), canonical text. */
export function nameBasedUuid(name: string): string {
  if (NAMESPACE.length + name.length * 3 > scratch.length)
    scratch = Buffer.concat([NAMESPACE, Buffer.alloc(name.length * 3)]);
  const end = NAMESPACE.length + scratch.write(name, NAMESPACE.length);
  const hex = hash('sha1', scratch.subarray(0, end), 'hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3] ?? '8';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
