import type { Query } from '../platform/core/define-report.ts';

/** A condition with what is bound to its placeholders. */
export const condition = (sql: string, params: Query['params'] = {}): Query => ({ sql, params });

/** All conditions that were asked for (null: not asked for), in their order; `true` where there is none. */
export function allOf(...conditions: readonly (Query | null)[]): Query {
  const asked = conditions.filter((one) => one !== null);
  return {
    sql: asked.map(({ sql }) => sql).join(' AND ') || 'true',
    params: Object.assign({}, ...asked.map(({ params }) => params)) as Query['params'],
  };
}
