import { defineDictionary } from '../platform/core/define-dictionary.ts';
import { vehicleDescriptions } from './vehicle-descriptions.ts';

/** Whose a vehicle was at an instant. */
export const fleet = defineDictionary({
  name: 'fleet',
  doc: "Whose a vehicle was at an instant: dictGetOrDefault('tacho.fleet', 'operator_id', vehicle_id, occurred_at, '')",
  of: vehicleDescriptions,
  key: 'vehicle_id',
  since: 'valid_from',
  attributes: ['operator_id', 'vehicle_type', 'depot'],
});
