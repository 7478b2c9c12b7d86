import { ENVELOPE, type BodyOf, type Envelope, type EventVersion } from './define-event.ts';
import type { Fields, ValuesOf } from './fields.ts';

/** An older version of an event, as it was declared, and the conversion of its body to the next version. */
export interface Upcaster extends EventVersion {
  readonly to: EventVersion;
  /** Converts the old body to the next version's; pure. The envelope is kept as it is. */
  readonly upcast: (old: never) => object;
}

/**
 * Declares an older version of an event by what its declaration said, and a pure function from its body to the body
 * of the version after it: `to` is the event, or the upcaster of that version where there is a newer one still.
 * Throws a TypeError where `to` is not the version after this one.
 */
export function defineUpcaster<
  F extends Fields,
  To extends EventVersion,
  // A parameter of its own, so that the words of closed lists do not widen to any text.
  const Body extends BodyOf<To>,
>(declaration: {
  readonly version: number;
  readonly doc: string;
  readonly fields: F;
  readonly example: ValuesOf<Envelope & F>;
  readonly to: To;
  readonly upcast: (old: ValuesOf<F>) => Body;
}): EventVersion<To['name'], Envelope & F> & {
  readonly to: To;
  readonly upcast: (old: ValuesOf<F>) => Body;
} {
  const { to, version, fields } = declaration;
  if (version < 1 || version + 1 !== to.version)
    throw new TypeError(`${to.name}: version ${to.version} does not follow version ${version}`);
  return { ...declaration, name: to.name, fields: { ...ENVELOPE, ...fields } };
}

/**
 * The upcasters of an event among others, the oldest version first. Throws a TypeError unless each version before
 * the newest has one.
 */
export function upcastersOf(event: EventVersion, upcasters: readonly Upcaster[]): readonly Upcaster[] {
  const own = upcasters
    .filter(({ name }) => name === event.name)
    .sort((one, other) => one.version - other.version);
  for (let version = 1; version < event.version; version += 1)
    if (own[version - 1]?.version !== version)
      throw new TypeError(`${event.name} has no upcaster from version ${version}, or several`);
  if (own.length >= event.version && own.length > 0)
    throw new TypeError(`${event.name} has an upcaster from its newest version, or beyond`);
  return own;
}
