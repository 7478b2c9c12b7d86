import { decodePositionToken, type TokenPositions } from '../platform/core/position-token.ts';
import { parametersInvalid } from './read-request.ts';

/** The positions of a token; throws a 400 problem where it is none. */
export function readPosition(token: string): TokenPositions {
  const positions = decodePositionToken(token);
  if (positions === null)
    throw parametersInvalid([{ parameter: 'position', detail: 'is not a position token of the ingest API' }]);
  return positions;
}
