import { join } from 'node:path';
import { z } from 'zod';
import { appendText } from '../../host/files.ts';
import { readOwnText } from '../../host/own-directory.ts';
import type { Endpoint } from './endpoints.ts';

const FILE = 'engines';
/** Paths of certificates, never what is in them. */
const noteSchema = z.object({
  address: z.string(),
  tls: z
    .object({
      verify: z.boolean(),
      ca: z.string().optional(),
      cert: z.string().optional(),
      key: z.string().optional(),
    })
    .optional(),
});

/**
 * Notes that this process uses an engine, so that a sweep finds what it left there, wherever the address came
 * from.
 */
export function noteEngine(stateDirectory: string, { address, tls }: Endpoint): void {
  appendText(join(stateDirectory, FILE), `${JSON.stringify({ address, tls })}\n`);
}

/** The engines that an owner used, its own engine not among them. */
export function notedEngines(stateDirectory: string): Endpoint[] {
  const lines = new Set((readOwnText(join(stateDirectory, FILE)) ?? '').split('\n').filter(Boolean));
  return [...lines].flatMap((line) => {
    const noted = noteSchema.safeParse(parsed(line)).data;
    return noted === undefined ? [] : [{ ...noted, source: 'an earlier run' }];
  });
}

/**
 * Earlier versions noted the address alone. A line that was cut off by the end of its process is nothing to
 * sweep by.
 */
function parsed(line: string): unknown {
  if (!line.startsWith('{')) return { address: line };
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
