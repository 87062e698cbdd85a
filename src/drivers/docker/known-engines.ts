import { join } from 'node:path';
import { appendText } from '../../host/files.ts';
import { readOwnText } from '../../host/own-directory.ts';

const FILE = 'engines';

/** Notes that this process uses an engine, so that a sweep finds what it left there, wherever the address came from. */
export function noteEngine(stateDirectory: string, address: string): void {
  appendText(join(stateDirectory, FILE), `${address}\n`);
}

/** Addresses of the engines that an owner used, its own engine not among them. */
export function notedEngines(stateDirectory: string): string[] {
  return [...new Set((readOwnText(join(stateDirectory, FILE)) ?? '').split('\n').filter(Boolean))];
}
