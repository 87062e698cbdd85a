import type Dockerode from 'dockerode';
import { statusOf, translate } from './errors.ts';

/** Whether the engine has an image of this name or ID. */
export async function hasImage(docker: Dockerode, reference: string): Promise<boolean> {
  try {
    await docker.getImage(reference).inspect();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw translate(error, `looking for the image ${reference}`);
  }
}

/** Removes a name, and the image with its last one. An image that a container uses stays (409). */
export async function removeImageName(docker: Dockerode, reference: string): Promise<void> {
  try {
    await docker.getImage(reference).remove();
  } catch (error) {
    if (statusOf(error) !== 404 && statusOf(error) !== 409)
      throw translate(error, `removing the image ${reference}`);
  }
}
