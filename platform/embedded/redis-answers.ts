import { rawExchange } from './raw-exchange.ts';

/** Whether the Redis on a port takes the password and answers PING with PONG. */
export async function redisAnswers(port: number, password: string): Promise<boolean> {
  const answer = await rawExchange({
    port,
    request: `AUTH ${password}\r\nPING\r\n`,
    isComplete: (bytes) => bytes.toString('latin1').split('\r\n').length > 2,
  });
  return answer.toString('latin1') === '+OK\r\n+PONG\r\n';
}
