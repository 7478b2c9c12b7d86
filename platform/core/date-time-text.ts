/** UTC milliseconds as ClickHouse reads a `DateTime64(3)`, `YYYY-MM-DD hh:mm:ss.sss`: a bare number would be seconds. */
export const dateTimeText = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, -1);
