/** Something opened that its owner closes. */
export interface Closable {
  close(): Promise<void>;
}

/** Owns what was opened and closes it in reverse order, once. */
export interface Lifecycle {
  /** Takes ownership and hands the resource back. */
  own<R extends Closable>(resource: R): R;
  /** Closes everything, newest first; throws after all were tried what went wrong. */
  close(): Promise<void>;
}

/** Starts a lifecycle that owns nothing yet. */
export function createLifecycle(): Lifecycle {
  const opened: Closable[] = [];
  let closing: Promise<void> | undefined;
  return {
    own(resource) {
      opened.push(resource);
      return resource;
    },
    close() {
      closing ??= closeAll(opened);
      return closing;
    },
  };
}

async function closeAll(opened: Closable[]): Promise<void> {
  const errors: unknown[] = [];
  for (let resource = opened.pop(); resource !== undefined; resource = opened.pop())
    await resource.close().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, 'not everything could be closed');
}
