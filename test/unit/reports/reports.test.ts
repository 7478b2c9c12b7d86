import { describe, expect, it } from 'vitest';
import { projections } from '../../../projections/index.ts';
import { reports } from '../../../reports/index.ts';

describe.each(reports)('report $name', (report) => {
  it('reads projections that exist', () => {
    const names = projections.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...report.reads]));
  });

  it('describes every parameter and column', () => {
    expect(report.doc).not.toBe('');
    for (const schema of Object.values(report.parameters)) expect(schema['description']).toBeTruthy();
    for (const { doc } of Object.values(report.columns)) expect(doc).not.toBe('');
  });
});
