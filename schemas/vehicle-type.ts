import { oneOf, type Field } from '../platform/core/fields.ts';

/** The kinds of vehicle that are told apart. */
export const VEHICLE_TYPES = ['bus', 'tram', 'train', 'ferry', 'other'] as const;

export type VehicleType = (typeof VEHICLE_TYPES)[number];

/** Which of them a vehicle is. */
export const vehicleType: Field<VehicleType> = oneOf('VehicleType', VEHICLE_TYPES, 'Kind of vehicle');
