import type Dockerode from 'dockerode';
import { statusOf, translate } from './errors.ts';

/** Kills and removes; resolves also when it is already gone. */
export async function removeContainer(container: Dockerode.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    // 404: already gone. 409: its removal is already under way, and the wait below sees it end.
    if (statusOf(error) === 409) await container.wait({ condition: 'removed' }).catch(() => {});
    else if (statusOf(error) !== 404) throw translate(error, 'removing a container');
  }
}
