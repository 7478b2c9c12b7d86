import {
  startHealthServer,
  type HealthServer,
  type HealthServerOptions,
} from '../observability/start-health-server.ts';
import type { Worker } from './run-worker.ts';

/** Where a worker is watched, as the settings say it. */
export interface HealthSettings {
  readonly HEALTH_HOST: string;
  readonly HEALTH_PORT: number;
}

/** Serves the health and the metrics of a worker, and what else it tells and does when it is asked. */
export async function openHealth(
  { settings, metrics, lifecycle }: Pick<Worker<HealthSettings>, 'settings' | 'metrics' | 'lifecycle'>,
  served: Pick<HealthServerOptions, 'checks' | 'actions' | 'views'>,
): Promise<HealthServer> {
  const { HEALTH_HOST: host, HEALTH_PORT: port } = settings;
  return lifecycle.own(await startHealthServer({ host, port, metrics, ...served }));
}
