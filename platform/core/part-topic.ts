/** The topic of a part of a topic, or the topic itself without a part; short names. */
export const partTopic = (topic: string, part?: string): string =>
  part === undefined ? topic : `${topic}.${part}`;
