// The journeys use the server at BYLAW_URL (with BYLAW_SETUP_TOKEN), or start the executable themselves on fresh data, on the engine that
// BYLAW_ENGINE names.
import { House } from '../api/harness';

export default async function start_server(): Promise<undefined | (() => Promise<void>)> {
  if (process.env.BYLAW_URL) return undefined;
  const house = await new House().start();
  process.env.BYLAW_URL = house.url;
  process.env.BYLAW_SETUP_TOKEN = house.setup_token;
  return () => house.stop();
}
