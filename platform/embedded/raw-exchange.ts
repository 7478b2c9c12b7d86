import { connect } from 'node:net';

/** A request, and how to see that its answer is complete. */
export interface RawRequest {
  readonly port: number;
  readonly request: Buffer | string;
  readonly isComplete: (answer: Buffer) => boolean;
}

const patienceMs = 5_000;

/** Sends bytes to a loopback port and resolves with the answer once it is complete. */
export function rawExchange({ port, request, isComplete }: RawRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0);
    const socket = connect({ host: '127.0.0.1', port });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(patienceMs, () => fail(new Error(`no answer from port ${port}`)));
    socket.on('error', fail);
    socket.on('close', () => reject(new Error(`port ${port} closed the connection`)));
    socket.on('data', (part) => {
      answer = Buffer.concat([answer, part]);
      if (!isComplete(answer)) return;
      resolve(answer);
      socket.destroy();
    });
    socket.write(request);
  });
}
