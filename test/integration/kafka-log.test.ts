import { silentLogger } from '../../platform/core/logger.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { logContract } from '../contract/log-port.ts';
import { sharedServers } from '../support/shared-servers.ts';

logContract('Kafka', async () => {
  const log = await connectKafka({
    brokers: sharedServers().kafkaBrokers,
    clientId: 'contract',
    sessionTimeoutMs: 10_000,
    logger: silentLogger,
  });
  return {
    log,
    close: () => log.close(),
  };
});
