/** A transaction that was aborted, as the broker names it beside what it gives of a partition. */
export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

/** What of a batch says whether it counts. */
export interface TransactionalBatch {
  readonly lastOffset: number;
  readonly producerId: string;
  readonly inTransaction: boolean;
  /** How it ends the transaction of its producer, where that is all it does. */
  readonly marker: 'abort' | 'other' | null;
}

/**
 * Says of the batches of a fetch, asked in their order, whether they belong to an aborted transaction, as Kafka's own
 * consumer does (Apache Kafka, `CompletedFetch.nextFetchedRecord`). The broker names transactions in the order of
 * their ends. kafkajs takes it for the order of their beginnings, and where that differs, as when a worker dies amid
 * several of them, it lets aborted records through and leaves committed ones out.
 */
export function abortedBatches(
  aborted: readonly AbortedTransaction[],
): (batch: TransactionalBatch) => boolean {
  const toCome = aborted.toSorted((a, b) => Number(a.firstOffset) - Number(b.firstOffset));
  const aborting = new Set<string>();
  return ({ lastOffset, producerId, inTransaction, marker }) => {
    for (
      let next = toCome[0];
      next !== undefined && Number(next.firstOffset) <= lastOffset;
      next = toCome[0]
    ) {
      aborting.add(next.producerId);
      toCome.shift();
    }
    if (marker === 'abort') aborting.delete(producerId);
    return marker === null && inTransaction && aborting.has(producerId);
  };
}
