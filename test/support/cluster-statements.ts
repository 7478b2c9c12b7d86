import { batchRunsDdl } from '../../platform/clickhouse/batch-runs.ts';
import { batchTableDdl, batchViewDdl } from '../../platform/clickhouse/batch-table.ts';
import { checkpointDdl } from '../../platform/clickhouse/checkpoint-table.ts';
import { tableDdl, viewDdl } from '../../platform/clickhouse/ddl.ts';
import { dictionaryDdl } from '../../platform/clickhouse/dictionary-ddl.ts';
import { onDemandDdl } from '../../platform/clickhouse/on-demand-ddl.ts';
import { fleet } from '../../projections/fleet.ts';
import { operatorMonths } from '../../projections/operator-months.ts';
import { routeDaysFinal } from '../../projections/route-days-final.ts';
import { vehicleMinutes } from '../../projections/vehicle-minutes.ts';
import { vehicleStops } from '../../projections/vehicle-stops.ts';

const home = { database: 'tacho', cluster: 'depot', username: 'worker', password: 'secret' };
/** The statements that make one table, view or dictionary of each kind on a cluster. */
export const clusterStatements = {
  'a projection of which the newest statement holds': [
    ...tableDdl(home, vehicleMinutes),
    viewDdl(home, vehicleMinutes),
  ],
  'a history': [...tableDdl(home, vehicleStops), viewDdl(home, vehicleStops)],
  checkpoints: checkpointDdl(home),
  'a batch projection': [...batchTableDdl(home, routeDaysFinal), batchViewDdl(home, routeDaysFinal)],
  'the runs of batch projections': batchRunsDdl(home),
  'a dictionary': [dictionaryDdl(home, fleet)],
  'a projection on demand': [onDemandDdl(home, operatorMonths)],
};
