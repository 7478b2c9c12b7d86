import { eventsRead } from '../../platform/runtime/fold/fold-counts.ts';
import type { BalanceFacts, ProjectionFacts, SetFacts } from './balance-facts.ts';

/** Two numbers that must be equal, each with what it counts. */
export interface BalanceCheck {
  readonly what: string;
  readonly left: number;
  readonly right: number;
  readonly holds: boolean;
}

/** The balance: what came in, what became of it, and whether nothing is lost or counted twice. */
export interface BalanceSheet {
  /** Distinct reports in the log of telemetry. */
  readonly accepted: number;
  /** Records of an identity that had come before. */
  readonly duplicates: number;
  readonly late: number;
  readonly quarantined: Readonly<Record<string, number>>;
  readonly dead: number;
  /** Events applied, by fold. */
  readonly folded: Readonly<Record<string, number>>;
  /** Rows stated, by projection. */
  readonly applied: Readonly<Record<string, number>>;
  readonly checks: readonly BalanceCheck[];
  readonly balanced: boolean;
}

/** Works the balance out of the counts that folds and projections keep; pure. */
export function balanceSheet(facts: BalanceFacts): BalanceSheet {
  const first = facts.readers.find(({ source }) => source === 'telemetry');
  const counts = first?.counts;
  const records = counts === undefined ? 0 : eventsRead(counts);
  const duplicates = counts?.duplicates ?? 0;
  const checks = [
    ...facts.readers.flatMap(foldChecks),
    ...facts.projections.map(projectionCheck),
    ...[...facts.readers.filter(({ readsAll }) => readsAll), ...facts.projections]
      .filter(({ source }) => source === 'telemetry')
      .map(offsetCheck),
    ...facts.readers
      .filter(({ readsAll }) => readsAll)
      .map((reader) => handOver(facts, reader, eventsRead(reader.counts))),
    ...facts.projections
      .filter(({ takesAll }) => takesAll)
      .map((reader) => handOver(facts, reader, reader.counts.applied + reader.counts.dead)),
    ...rowChecks(facts),
  ].filter((each) => each !== null);
  return {
    accepted: records - duplicates,
    duplicates,
    late: counts?.late ?? 0,
    quarantined: facts.quarantined,
    dead: deadOf(facts),
    folded: Object.fromEntries(
      facts.sets
        .filter(isDeclared)
        .flatMap((set) => Object.entries(set.counts.folds).map(([name, { applied }]) => [name, applied])),
    ),
    applied: Object.fromEntries(facts.projections.map(({ name, counts: { applied } }) => [name, applied])),
    checks,
    balanced: checks.every(({ holds }) => holds),
  };
}

const check = (what: string, left: number, right: number): BalanceCheck => ({
  what,
  left,
  right,
  holds: left === right,
});

/**
 * read = applied + duplicate + late + ignored + dead + waiting, for every fold. Releases of dead letters are ignored,
 * like ticks. What is handed over in silence, within what runs apart, is counted by nobody else.
 */
const foldChecks = ({ name: set, apart, counts, readBy, handedOver }: SetFacts): BalanceCheck[] =>
  Object.entries(counts.folds)
    .filter(([fold]) => apart === null || !(fold in handedOver))
    .map(([fold, { applied, duplicate, late, ignored, dead, waiting }]) =>
      check(
        `${apart === 'version' ? `${set}, ` : ''}${fold}: read = applied + duplicate + late + ignored + dead + waiting`,
        fold in handedOver ? (counts.emitted[handedOver[fold] ?? ''] ?? 0) : (readBy[fold] ?? 0),
        applied + duplicate + late + ignored + dead + waiting,
      ),
    );

/** read = applied + ignored + dead, for every projection. */
const projectionCheck = ({ name, counts }: ProjectionFacts): BalanceCheck =>
  check(
    `${name}: read = applied + ignored + dead`,
    counts.read,
    counts.applied + counts.ignored + counts.dead,
  );

/** The topic of telemetry is written without transactions: its offsets have no holes, so they count its records. */
const offsetCheck = ({ name, counts, positions }: SetFacts | ProjectionFacts): BalanceCheck =>
  check(
    `${name}: records of the log that it has passed = read`,
    positions.reduce((sum, next) => sum + next, 0),
    counts.read,
  );

/** What sets have written is what the next ones have read; exact when nothing is written meanwhile. */
function handOver(
  facts: BalanceFacts,
  { name, source }: { readonly name: string; readonly source: string },
  read: number,
): BalanceCheck | null {
  const writers = facts.sets.filter(({ counts }) => source in counts.emitted);
  if (writers.length === 0) return null;
  const writtenBy = (sets: readonly SetFacts[]): number =>
    sets.reduce((sum, { counts }) => sum + (counts.emitted[source] ?? 0), 0);
  const written = writtenBy(writers);
  return {
    what: `${source}: written by ${writers.map((writer) => writer.name).join(' and ')} = read by ${name}`,
    left: written,
    right: read,
    holds: writtenBy(facts.before) <= read && read <= written,
  };
}

/** What readers see adds up to what was folded. Late positions are in history and in no summary. */
function rowChecks(facts: BalanceFacts): (BalanceCheck | null)[] {
  const { before, sets, rows, quarantined, projections } = facts;
  const applied = appliedPositions(sets);
  // While positions arrive or wait to be stated, tables are on their way to the same sums, but not there.
  const isQuiet =
    sets.every(({ counts }) => counts.unstatedWindows === 0) && appliedPositions(before) === applied;
  if (!isQuiet) return [];
  const late = sets.some(({ counts }) => counts.late > 0);
  const kept = Object.values(quarantined).reduce((sum, count) => sum + count, 0);
  const keptRows = projections.find(({ name }) => name === 'quarantined_reports')?.counts.applied ?? 0;
  // What is a dead letter on the way to a table is not in it until it is redriven.
  const unlessDead = (readers: readonly string[], what: string, sum: number | null): BalanceCheck | null =>
    sum === null || deadOf(facts, readers) > 0
      ? null
      : check(`positions in ${what} = positions summarized`, sum, applied);
  const history = unlessDead(['summarize-vehicle-minutes', 'vehicle_positions'], 'history', rows.positions);
  return [
    late ? null : history,
    unlessDead(['vehicle_minutes'], 'vehicle_minutes', rows.vehicleMinutes),
    unlessDead(['summarize-route-hours', 'route_hours'], 'route_hours', rows.routeHours),
    unlessDead(['summarize-route-days', 'route_days'], 'route_days', rows.routeDays),
    deadOf(facts, ['quarantined_reports']) > 0
      ? null
      : check('records in quarantine = rows of quarantined_reports', kept, keptRows),
  ];
}

const appliedPositions = (sets: readonly SetFacts[]): number =>
  sets
    .filter(isDeclared)
    .reduce((sum, { counts }) => sum + (counts.folds['summarize-vehicle-minutes']?.applied ?? 0), 0);

/** What runs apart speaks for itself: to a topic of its own, or for a while. */
const isDeclared = ({ apart }: SetFacts): boolean => apart === null;

/** Dead letters that are outstanding or given up, of some readers or of all. */
function deadOf({ readers, projections }: BalanceFacts, names?: readonly string[]): number {
  const all = [
    ...readers.flatMap(({ counts }) => Object.entries(counts.folds)),
    ...projections.map(({ name, counts }) => [name, counts] as const),
  ];
  return all.reduce((sum, [name, { dead }]) => sum + (names?.includes(name) === false ? 0 : dead), 0);
}
