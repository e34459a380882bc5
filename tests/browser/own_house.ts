// A server of its own for the journeys of one file: what they count is theirs, whatever others have left.
import { type Page, test } from '@playwright/test';
import { House, password } from '../api/harness';
import { sign_in } from './office';

export const owner = { login: 'root', password };

/** To be called once in a file; gives what signs its administrator in. */
export function own_house(): (page: Page, to?: string) => Promise<void> {
  const everybodys = process.env.BYLAW_URL;
  let house: House;
  test.beforeAll(async () => {
    house = await new House().open();
    process.env.BYLAW_URL = house.url;
  });
  test.afterAll(async () => {
    process.env.BYLAW_URL = everybodys;
    await house.stop();
  });
  return (page, to = '/') => sign_in(page, owner.login, owner.password, to);
}
