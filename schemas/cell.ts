import { text } from '../platform/core/fields.ts';

/** The H3 resolution of every cell: hexagons of about 0.74 km² with edges of about 530 m (h3geo.org, "Cell statistics"). */
export const CELL_RESOLUTION = 8;

/** The cell that an event speaks of. */
export const cellField = text(`H3 cell of resolution ${CELL_RESOLUTION}, as hexadecimal text`);
