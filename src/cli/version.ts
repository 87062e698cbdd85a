import { packageFile, readText } from '../host/files.ts';

export function toolVersion(): string {
  return (JSON.parse(readText(packageFile('package.json'))) as { version: string }).version;
}
