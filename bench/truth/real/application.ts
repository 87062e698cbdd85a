import { join } from 'node:path';
import { findProgram, makeExecutable, readBytes, writeBytes } from '../../../src/host/files.ts';
import { IsodenseError } from '../../../src/model/errors.ts';
import type { ProvingGround } from './proving-ground.ts';

/** A directory that an engine builds an image from: a shell and what it does. */
export function writeApplication(ground: ProvingGround, name: string, start: string): string {
  const busybox = findProgram('busybox');
  if (busybox === undefined)
    throw new IsodenseError('unavailable', 'expected a static busybox on PATH for an image of one', {
      hint: 'npm run setup installs it',
    });
  ground.file(
    `${name}/Dockerfile`,
    'FROM scratch\nCOPY busybox /bin/busybox\nCOPY start /start\nENV PATH=/bin\nENTRYPOINT ["/bin/busybox", "sh", "/start"]\n',
  );
  ground.file(`${name}/start`, start);
  const copy = join(ground.directory, name, 'busybox');
  writeBytes(copy, readBytes(busybox));
  makeExecutable(copy);
  return join(ground.directory, name);
}
