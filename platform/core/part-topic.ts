/** The noun of a part of a topic, or of the topic itself. */
export const partTopic = (noun: string, part?: string): string =>
  part === undefined ? noun : `${noun}.${part}`;
