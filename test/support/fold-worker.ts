import { silentLogger } from '../../platform/core/logger.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { startFolding } from './start-folding.ts';

// A program that folds the log of a namespace with all sets, until it is killed: brokers, namespace, partitions.
const [brokers = '', namespace = '', partitions = ''] = process.argv.slice(2);
const log = await connectKafka({
  brokers,
  clientId: 'fold-worker',
  sessionTimeoutMs: 2000,
  logger: silentLogger,
});
startFolding(log, namespace, Number(partitions));
