/** Remembers routes, and says of a path which methods are served there. */
export interface AllowedMethods {
  add(method: string, pattern: string): void;
  /** The methods of all routes that match the path, sorted; empty where there are none. */
  at(path: string): readonly string[];
}

/** Knows no route yet. Patterns are Fastify's: `/v1/reports/:name`. */
export function createAllowedMethods(): AllowedMethods {
  const methods = new Map<string, { readonly matches: RegExp; readonly methods: Set<string> }>();
  return {
    add(method, pattern) {
      const route = methods.get(pattern) ?? { matches: matcherOf(pattern), methods: new Set() };
      route.methods.add(method);
      methods.set(pattern, route);
    },
    at: (path) =>
      [
        ...new Set(
          [...methods.values()].flatMap((route) => (route.matches.test(path) ? [...route.methods] : [])),
        ),
      ].sort(),
  };
}

function matcherOf(pattern: string): RegExp {
  const segments = pattern.split('/').map((segment) => {
    if (segment.startsWith(':')) return '[^/]+';
    return segment === '*' ? '.*' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}$`);
}
