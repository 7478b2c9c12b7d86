import { silentLogger } from '../../platform/core/logger.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { logContract } from '../contract/log-port.ts';
import { startServers } from '../support/start-servers.ts';

logContract('Kafka', async () => {
  const stack = await startServers('kafka');
  const log = await connectKafka({
    brokers: stack.endpoints.kafkaBrokers,
    clientId: 'contract',
    sessionTimeoutMs: 10_000,
    logger: silentLogger,
  });
  return {
    log,
    close: async () => {
      await log.close();
      await stack.stop();
    },
  };
});
