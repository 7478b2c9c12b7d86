/** Whether an `If-None-Match` header names an ETag; weak comparison (RFC 9110, section 8.8.3.2). */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const named = ifNoneMatch.split(',').map((one) => opaque(one.trim()));
  return named.includes('*') || named.includes(opaque(etag));
}

const opaque = (etag: string): string => (etag.startsWith('W/') ? etag.slice(2) : etag);
