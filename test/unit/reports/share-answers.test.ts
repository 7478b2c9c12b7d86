import { describe, expect, it } from 'vitest';
import { shareAnswers } from '../../../reports/share-answers.ts';

const shared = () => {
  const asked: string[] = [];
  const answers = shareAnswers<string>({ maxAnswers: 2, maxWeight: 10, weigh: (text) => text.length });
  const get = (key: string, answer = key): Promise<string> =>
    answers.get(key, () => {
      asked.push(key);
      return Promise.resolve(answer);
    });
  return { asked, answers, get };
};

describe('shared answers', () => {
  it('asks once for equal questions that are under way together', async () => {
    const { asked, get } = shared();
    expect(await Promise.all([get('a'), get('a'), get('a')])).toEqual(['a', 'a', 'a']);
    expect(asked).toEqual(['a']);
  });

  it('keeps the newest within the number of answers', async () => {
    const { asked, get } = shared();
    for (const key of ['a', 'b', 'c', 'b', 'a']) await get(key);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });

  it('keeps no more than the weight', async () => {
    const { asked, get } = shared();
    await get('a', 'eight...');
    await get('b', 'four');
    await get('a', 'eight...');
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it('asks again after a failure', async () => {
    const { answers, get } = shared();
    await expect(answers.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await get('a')).toBe('a');
  });
});
