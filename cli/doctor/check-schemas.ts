import { avroSchemaOf, fullNameOf } from '../../platform/core/define-event.ts';
import { events } from '../../schemas/index.ts';
import type { Check, Trouble } from './finding.ts';
import { judgeSubject } from './judge-subject.ts';

/** Whether the registry has the schema of each event as it is declared. */
export const checkSchemas: Check = {
  name: 'schemas',
  asks: ['registry'],
  async look({ subjects }) {
    const troubles: Trouble[] = [];
    for (const event of events) {
      const subject = fullNameOf(event);
      troubles.push(...judgeSubject(subject, avroSchemaOf(event), await subjects.read(subject)));
    }
    return { sound: `${events.length} schemas are registered as they are declared`, troubles };
  },
};
