import type { Projection } from '../../core/define-projection.ts';

/** How a version of a projection is named in metrics. */
export const versionLabels = ({ name, version }: Projection) => ({
  projection: name,
  version: String(version),
});
