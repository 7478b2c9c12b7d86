/** How many records were read to come to such counts. */
export const recordsIn = (counts: readonly { readonly read: number }[]): number =>
  counts.reduce((sum, { read }) => sum + read, 0);
