import { createRequire } from 'node:module';

const { prototype: clusterOfClient } = createRequire(import.meta.url)('kafkajs/src/cluster/index.js') as {
  readonly prototype: Cluster;
};
/** The client's own ways. */
const { findGroupCoordinatorMetadata: find, refreshMetadata: refresh } = clusterOfClient;

/** What the client knows of the brokers; each producer and each consumer has one of its own. */
interface Cluster {
  readonly findGroupCoordinatorMetadata: (this: Cluster, wanted: Wanted) => Promise<object>;
  /** Called by the client where a broker is not what it was taken for. */
  readonly refreshMetadata: (this: Cluster) => Promise<void>;
}

interface Wanted {
  /** A group's, or a transactional id. */
  readonly groupId: string;
  readonly coordinatorType: number;
}

/** Of the protocol. */
const TRANSACTION = 1;

const remembered = new WeakMap<Cluster, Map<string, Promise<object>>>();

/**
 * Has the client's transactional producers remember who coordinates them and their group, until metadata are asked for
 * anew; what still fails throws the producer away. By itself the client asks before each of the four steps of a
 * transaction, one after the other.
 */
export function rememberCoordinators(): void {
  const remembering: Cluster = {
    findGroupCoordinatorMetadata(wanted) {
      // A consumer asks seldom, and where its group has moved to another broker it only asks again.
      if (wanted.coordinatorType === TRANSACTION && !remembered.has(this)) remembered.set(this, new Map());
      const known = remembered.get(this);
      if (known === undefined) return find.call(this, wanted);
      const key = `${wanted.coordinatorType} ${wanted.groupId}`;
      const found = known.get(key) ?? find.call(this, wanted);
      known.set(key, found);
      found.catch(() => known.delete(key));
      return found;
    },
    refreshMetadata() {
      remembered.get(this)?.clear();
      return refresh.call(this);
    },
  };
  Object.assign(clusterOfClient, remembering);
}
