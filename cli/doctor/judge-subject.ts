import type { RegisteredSubject } from '../../platform/avro/open-subjects.ts';
import type { AvroSchema } from '../../platform/core/fields.ts';
import type { Trouble } from './finding.ts';
import { isSameSchema, schemaDifferences } from './schema-differences.ts';

const RESTART = 'Start the workers anew ("tacho up"): each registers what it writes';

/** What is wrong with the subject of an event that is declared like this. */
export function judgeSubject(
  subject: string,
  declared: AvroSchema,
  registered: RegisteredSubject | null,
): readonly Trouble[] {
  const newest = registered?.versions.at(-1);
  if (registered === null || newest === undefined)
    return [
      {
        verdict: 'fault',
        about: subject,
        says: `${subject} is not registered, and nobody else can read what is written with it.`,
        todo: `${RESTART}.`,
      },
    ];
  if (isSameSchema(newest.schema, declared)) return judgeCompatibility(subject, registered);
  const differences = schemaDifferences(newest.schema, declared).join('; ');
  const ours = registered.versions.find(({ schema }) => isSameSchema(schema, declared));
  const says = `${subject} is version ${newest.version} in the registry, which is not this build's: ${differences}.`;
  return [
    ours === undefined
      ? {
          verdict: 'fault',
          about: subject,
          says,
          todo: `${RESTART}. Where the registry refuses it, the change is not compatible: docs/schema-evolution.md says how to make a new version.`,
        }
      : {
          verdict: 'warning',
          about: subject,
          says: `${says} This build's is version ${ours.version}.`,
          todo: `Run the build that declares it. If it was registered by mistake: curl -X DELETE $SCHEMA_REGISTRY_URL/subjects/${subject}/versions/${newest.version}`,
        },
  ];
}

/** These ask for what we ask for, or for more. */
const STRICT_ENOUGH = ['BACKWARD', 'BACKWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE'];

function judgeCompatibility(subject: string, { compatibility }: RegisteredSubject): readonly Trouble[] {
  if (compatibility === null || STRICT_ENOUGH.includes(compatibility)) return [];
  return [
    {
      verdict: 'warning',
      about: subject,
      says: `${subject} takes schemas of compatibility ${compatibility}: what breaks its readers would be registered.`,
      todo: `curl -X PUT -H 'content-type: application/vnd.schemaregistry.v1+json' -d '{"compatibility":"BACKWARD"}' $SCHEMA_REGISTRY_URL/config/${subject}`,
    },
  ];
}
