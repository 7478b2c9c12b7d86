import { messageOf, TachoError } from '../core/errors.ts';

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Starts to listen; rejects with `port-taken`, which names the port, when somebody else does there. */
export async function listenOn(
  server: { listen(address: ListenAddress): Promise<string> },
  address: ListenAddress,
): Promise<string> {
  try {
    return await server.listen(address);
  } catch (error) {
    if (!messageOf(error).includes('EADDRINUSE')) throw error;
    const detail = `${address.host}:${address.port} belongs to another process: end that, or choose another port.`;
    throw new TachoError('port-taken', detail, error);
  }
}
