import type { Check, Trouble } from './finding.ts';

/** Whether the servers answer. */
export const checkServers: Check = {
  name: 'servers',
  asks: [],
  async look({ servers }) {
    await Promise.resolve();
    return {
      sound: `${Object.keys(servers).join(', ')} answer`,
      troubles: Object.entries(servers).flatMap(([server, state]) => judgeServer(server, state)),
    };
  },
};

/** What is wrong with a server of this answer. */
export const judgeServer = (server: string, state: string): readonly Trouble[] =>
  state.startsWith('ok')
    ? []
    : [
        {
          verdict: 'fault',
          about: server,
          says: `${server}: ${state}`,
          todo: 'Start it: "tacho up" starts what is not named by the environment; its log is in the data directory.',
        },
      ];
