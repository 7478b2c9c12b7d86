import { TachoError } from '../core/errors.ts';
import { tableError } from './table-error.ts';

/** Does something with ClickHouse; what fails there is thrown as `tableError` says it, what has a code already as it is. */
export async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof TachoError ? error : tableError(error);
  }
}
