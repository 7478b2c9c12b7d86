/** Posts reports as a device does that has this key, or none; text is sent as it is. */
export const postAsDevice = (
  ingestUrl: string,
  key: string | null,
  reports: string | object,
): Promise<Response> =>
  fetch(`${ingestUrl}/v1/telemetry`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: typeof reports === 'string' ? reports : JSON.stringify(reports),
  });
