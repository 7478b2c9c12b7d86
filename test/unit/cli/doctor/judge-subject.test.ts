import { describe, expect, test } from 'vitest';
import { judgeSubject } from '../../../../cli/doctor/judge-subject.ts';
import type { RegisteredVersion } from '../../../../platform/avro/open-subjects.ts';
import { avroSchemaOf } from '../../../../platform/core/define-event.ts';
import { RouteChanged } from '../../../../schemas/events/route-changed.ts';

interface RecordSchema {
  readonly fields: readonly { readonly name: string }[];
  readonly [part: string]: unknown;
}

const declared = avroSchemaOf(RouteChanged) as RecordSchema;
const SUBJECT = 'tacho.RouteChanged';
const colour = { name: 'colour', type: ['null', 'string'], default: null };
const without = (name: string) => ({
  ...declared,
  fields: declared.fields.filter((field) => field.name !== name),
});

const judged = (schemas: readonly RegisteredVersion['schema'][], compatibility: string | null = 'BACKWARD') =>
  judgeSubject(SUBJECT, declared, {
    versions: schemas.map((schema, index) => ({ version: index + 1, schema })),
    compatibility,
  });

test('given the declared schema in other words and another order of its parts, then nothing is wrong', () => {
  const { fields, ...rest } = declared;
  expect(judged([{ fields, ...rest, doc: 'in other words' }], null)).toEqual([]);
});

test('given nothing under the subject, then it is not registered', () => {
  expect(judgeSubject(SUBJECT, declared, null)).toMatchObject([{ verdict: 'fault', about: SUBJECT }]);
});

describe('given a newest version that is not the declared one', () => {
  test('when none is, then it says what differs', () => {
    const [fault] = judged([without('latitude')]);
    expect(fault).toMatchObject({ verdict: 'fault', about: SUBJECT });
    expect(fault?.says).toContain('it lacks latitude');
  });

  test('when an older one is, then another build has registered the newest, and how to take it back', () => {
    const [warning] = judged([declared, { ...declared, fields: [...declared.fields, colour] }]);
    expect(warning).toMatchObject({ verdict: 'warning', about: SUBJECT });
    expect(warning?.says).toContain("colour is not declared. This build's is version 1.");
    expect(warning?.todo).toContain(
      'curl -X DELETE $SCHEMA_REGISTRY_URL/subjects/tacho.RouteChanged/versions/2',
    );
  });

  test('when a field has another type, then both are told', () => {
    const fields = declared.fields.map((field) =>
      field.name === 'latitude' ? { ...field, type: 'float' } : field,
    );
    expect(judged([{ ...declared, fields }])[0]?.says).toContain(
      'latitude is {"type":"float"}, declared {"type":"double"}',
    );
  });
});

test('given a subject that takes whatever comes, then it says how to have it checked', () => {
  expect(judged([declared], 'NONE')).toMatchObject([{ verdict: 'warning', about: SUBJECT }]);
});
