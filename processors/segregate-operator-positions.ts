import { defineProcessor } from '../platform/core/define-processor.ts';
import { emit, keep } from '../platform/core/outcomes.ts';
import { OperatorVehiclePosition } from '../schemas/events/operator-vehicle-position.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import type { Rules } from './rules.ts';

/** Gives each operator that has a topic of its own the positions of its vehicles. */
export const segregateOperatorPositions = ({ operatorsWithOwnTopic }: Pick<Rules, 'operatorsWithOwnTopic'>) =>
  defineProcessor({
    name: 'segregate-operator-positions',
    version: 1,
    doc: 'Writes the positions of the vehicles of an operator to a topic of its own, where the rules give it one.',
    consumes: [VehiclePositionReported],
    emits: [OperatorVehiclePosition],
    parts: operatorsWithOwnTopic,
    initialState: () => null,
    on: {
      VehiclePositionReported: (_, report) => {
        const { operatorId } = report;
        if (operatorId === null || !operatorsWithOwnTopic.includes(operatorId))
          return keep('no topic of its own');
        return emit(
          null,
          OperatorVehiclePosition.inPart(operatorId, {
            operatorId,
            vehicleId: report.vehicleId,
            occurredAt: report.occurredAt,
            latitude: report.latitude,
            longitude: report.longitude,
            speedMps: report.speedMps,
            headingDeg: report.headingDeg,
            odometerM: report.odometerM,
            routeId: report.routeId,
            tripId: report.tripId,
            directionId: report.directionId,
            vehicleType: report.vehicleType,
            delayS: report.delayS,
            occupancy: report.occupancy,
          }),
        );
      },
    },
  });
