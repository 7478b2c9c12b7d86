/** The ports that a Kafka node listens on. */
export interface KafkaPorts {
  readonly port: number;
  readonly controllerPort: number;
}

/** The configuration of a single Kafka node in KRaft mode. */
export function kafkaProperties({ port, controllerPort }: KafkaPorts, logDir: string): string {
  return `process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:${controllerPort}
log.dirs=${logDir}
num.partitions=8
auto.create.topics.enable=false
delete.topic.enable=true

# One node holds everything.
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=8
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1

# The log is the truth: neither records nor the offsets of an idle consumer go away.
log.retention.ms=-1
log.retention.bytes=-1
offsets.retention.minutes=2147483647
log.message.timestamp.type=LogAppendTime

# Tests restart consumers often.
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000

# After a kill the node may register again only when its old session is over, by default after nine seconds.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500

# The default takes 128 MiB, a quarter of our heap.
log.cleaner.dedupe.buffer.size=33554432
`;
}

/** Warnings and errors to standard output, which is the log file of the server. */
export const kafkaLogging = `status=error
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d %p %m (%c)%n
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
`;
