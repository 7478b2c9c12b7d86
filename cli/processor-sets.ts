import { readConfiguration } from '../platform/assembly/read-configuration.ts';
import type { ProcessorSet } from '../platform/core/define-set.ts';
import { readSettings, type Environment } from '../platform/settings/read-settings.ts';
import { rulesSettings } from '../platform/settings/settings.ts';
import { processorSets, processorSetsFor } from '../processors/index.ts';
import { rulesCheck } from '../processors/rules-check.ts';
import { rulesWith, type Rules } from '../processors/rules.ts';

/** The sets as the workers run them: under the rules of the file that `TACHO_RULES` names. */
export async function readProcessorSets(environment: Environment): Promise<readonly ProcessorSet[]> {
  const { TACHO_RULES: path } = readSettings(rulesSettings, environment);
  return path === undefined ? processorSets : processorSetsFor(await readRules(path));
}

/** The rules of a file, and for what it leaves out, or where there is none, those that hold where nothing is set. */
export const readRules = async (path: string | undefined): Promise<Rules> =>
  rulesWith(path === undefined ? {} : await readConfiguration(path, rulesCheck));
