import { TachoError } from '../platform/core/errors.ts';

/** Memory that requests hold until they are answered. */
export interface MemoryBudget {
  /** Takes bytes until the returned function gives them back; throws `ingest-overloaded` where too few are left. */
  claim(bytes: number): () => void;
}

/** A budget of so many bytes; `onChange` is told how many are held. */
export function createMemoryBudget(maxBytes: number, onChange: (heldBytes: number) => void): MemoryBudget {
  let held = 0;
  const change = (bytes: number): void => {
    held += bytes;
    onChange(held);
  };
  return {
    claim(bytes) {
      if (held + bytes > maxBytes)
        throw new TachoError('ingest-overloaded', `${held} of ${maxBytes} bytes are held; try again.`);
      change(bytes);
      return once(() => change(-bytes));
    },
  };
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
