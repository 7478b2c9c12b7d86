import { textOf } from '../architecture/project-files.ts';

/** The blocks of code of a page, in their order, of one language. */
export async function blocksOf(page: string, language: string): Promise<readonly string[]> {
  const blocks = (await textOf(page)).matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return Array.from(blocks).flatMap(([, its, text = '']) => (its === language ? [text] : []));
}
