import { readConfiguration } from '../platform/assembly/read-configuration.ts';
import type { ProcessorSet } from '../platform/core/define-set.ts';
import { processorSets, processorSetsFor } from './index.ts';
import { rulesCheck } from './rules-check.ts';
import { rulesWith, type Rules } from './rules.ts';

export type { Rules } from './rules.ts';

/**
 * All sets under the rules of a file, with those that hold where nothing is set for what it leaves out or where there
 * is none. Throws `configuration-invalid` with everything that is wrong with the file.
 */
export const readProcessorSets = async (path: string | undefined): Promise<readonly ProcessorSet[]> =>
  path === undefined ? processorSets : processorSetsFor(await readRules(path));

/** The rules of a file, and for what it leaves out, or where there is none, those that hold where nothing is set. */
export const readRules = async (path: string | undefined): Promise<Rules> =>
  rulesWith(path === undefined ? {} : await readConfiguration(path, rulesCheck));
