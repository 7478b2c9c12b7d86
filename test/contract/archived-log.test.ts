import { archiveFormat } from '../../platform/avro/archive-format.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { createMemoryArchive } from '../../platform/memory/memory-archive.ts';
import { createMemoryLog } from '../../platform/memory/memory-log.ts';
import { createArchiveReader } from '../../platform/runtime/archive/archive-reader.ts';
import { withArchive } from '../../platform/runtime/archive/with-archive.ts';
import { logContract } from './log-port.ts';

logContract('memory with an archive', () => {
  let now = 0;
  const reader = createArchiveReader({ archive: createMemoryArchive(), format: archiveFormat });
  const log = withArchive({
    log: createMemoryLog({ now: () => (now += 1) }),
    reader,
    logger: silentLogger,
  });
  return Promise.resolve({ log, close: () => log.close() });
});
