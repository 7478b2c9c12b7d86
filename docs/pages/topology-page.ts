import type { AnyEvent } from '../../platform/core/define-event.ts';
import { sourceOf, type Projection } from '../../platform/core/define-projection.ts';
import { readsOf, type Derivation } from '../../platform/core/derivation.ts';
import type { Report } from '../../platform/core/define-report.ts';
import { consumedBy, emittedBy, type Fold, type ProcessorSet } from '../../platform/core/define-set.ts';

/** Everything that is declared. */
export interface Declarations {
  readonly events: readonly AnyEvent[];
  readonly sets: readonly ProcessorSet[];
  readonly projections: readonly Projection[];
  readonly derivations: readonly Derivation[];
  readonly reports: readonly Report[];
}

/**
 * The way of the data as a page with a picture in Mermaid: who reads and writes which topic, drawn from the
 * declarations.
 */
export const topologyPage = (declared: Declarations): string =>
  [
    '# The topology',
    'Drawn from the declarations by `npm run docs`; do not edit. Topics are shown without the namespace `tacho.`.',
    '## The way of the data',
    mermaid([
      `devices([devices]) --> ingest`,
      `ingest --> ${topicNode('quarantine')}`,
      `ingest --> ${topicNode('telemetry')}`,
      ...declared.sets.flatMap(setLines),
      ...declared.projections.map(
        (projection) => `${topicNode(sourceOf(projection))} --> ${viewNode(projection.name)}`,
      ),
      ...declared.derivations.flatMap((derivation) =>
        readsOf(derivation).map((view) => `${viewNode(view)} --> ${viewNode(derivation.name)}`),
      ),
      ...declared.reports.flatMap(({ name, reads }) =>
        reads.map((view) => `${viewNode(view)} --> report.${name}{{${name}}}`),
      ),
    ]),
    `A box is a set of processors, which read a topic together; a cylinder is a topic, a slanted box a table in
ClickHouse, a hexagon a report of the API. A dotted line hands over within a task, without a topic in between.`,
    '## Processors',
    table(
      ['set', 'reads', 'processor', 'says', 'consumes', 'emits'],
      declared.sets.flatMap((set) => set.folds.map((fold) => foldRow(set, fold))),
    ),
    '## Projections',
    table(
      ['table', 'reads', 'of', 'holds'],
      declared.projections.map((projection) => [
        `\`${projection.name}\``,
        `\`${sourceOf(projection)}\``,
        projection.of.map(eventLink).join(', '),
        projection.doc,
      ]),
    ),
    '## Derived from these tables',
    `The projections above are live, from their topic, and persistent: each has its checkpoint. What follows is derived
from their tables. \`on-demand\`: worked out whenever it is read, nothing is stored. \`batch\`: worked out by a scheduled
job for days that are over, and again when reports of such a day have come since. \`dictionary\`: kept in the memory of
ClickHouse, asked with \`dictGetOrDefault\`.`,
    table(
      ['name', 'kind', 'reads', 'holds'],
      declared.derivations.map((derivation) => [
        `\`${derivation.name}\``,
        derivation.kind,
        readsOf(derivation)
          .map((view) => `\`${view}\``)
          .join(', '),
        derivation.doc,
      ]),
    ),
  ].join('\n\n') + '\n';

const topicNode = (topic: string): string => `topic.${topic}[(${topic})]`;
const viewNode = (view: string): string => `view.${view}[/${view}/]`;

const setLines = (set: ProcessorSet): string[] => [
  `subgraph set.${set.name} ["set ${set.name}"]`,
  ...set.folds.map(({ name }) => `  ${name}`),
  'end',
  `${topicNode(set.source)} --> set.${set.name}`,
  ...set.folds.flatMap((fold) => topicsOf(fold).map((topic) => `${fold.name} --> ${topicNode(topic)}`)),
  ...set.folds.flatMap((fold) => handedOver(set, fold).map((from) => `${from} -.-> ${fold.name}`)),
];

const topicsOf = (fold: Fold): string[] => [...new Set(emittedBy(fold).map(({ topic }) => topic))];

/** The folds of the same set that hand a fold their statements. */
const handedOver = ({ folds, source }: ProcessorSet, fold: Fold): string[] =>
  consumedBy(fold)
    .filter(({ topic }) => topic !== source)
    .flatMap((event) => folds.filter((each) => emittedBy(each).includes(event)).map(({ name }) => name));

const foldRow = (set: ProcessorSet, fold: Fold): string[] => [
  set.name,
  `\`${set.source}\``,
  `\`${fold.name}\``,
  fold.doc,
  consumedBy(fold).map(eventLink).join(', '),
  emittedBy(fold).map(eventLink).join(', '),
];

const eventLink = ({ name }: AnyEvent): string => `[${name}](events.md#${name.toLowerCase()})`;

const mermaid = (lines: readonly string[]): string =>
  ['```mermaid', 'flowchart LR', ...lines.map((line) => `  ${line}`), '```'].join('\n');

/** A table in Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
