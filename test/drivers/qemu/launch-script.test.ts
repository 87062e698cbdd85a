import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandScript, launchScript, quoted } from '../../../src/drivers/qemu/launch-script.ts';

const NASTY = ['', ' ', "it's", '"$HOME" `id` \\', 'two\nlines\n', '*', '-n', '; exit 3', 'é\t☃'];

function inShell(script: string): string[] {
  return execFileSync('/bin/sh', ['-c', script], { env: { home: '/home/of user', PATH: process.env['PATH'] } }).toString().split('\0').slice(0, -1);
}

describe('the script that tells a guest what to run', () => {
  it('gives every argument to the command as it was, whatever it contains', () => {
    expect(inShell(`${commandScript(NASTY)}\nprintf '%s\\0' "$@"`)).toEqual(NASTY);
  });

  it('gives the command the image\'s environment over the defaults, and nothing else', () => {
    const script = launchScript({
      ...{ hostname: 'vm-3', network: undefined, renewal: undefined, user: '', workingDirectory: '', arguments: ['/usr/bin/env', '-0'] },
      env: ['PATH=/bin', 'GREETING=good\nmorning', "NAME=it's me"],
    });
    const environment = inShell(`${script.replace('/bin/env', '/usr/bin/env')}\nenvironment "$@"`);
    expect(environment.sort()).toEqual(['GREETING=good\nmorning', 'HOME=/home/of user', 'HOSTNAME=vm-3', "NAME=it's me", 'PATH=/bin']);
  });

  it('names the network only where there is one', () => {
    const description = { hostname: 'a', renewal: undefined, user: 'nobody', workingDirectory: '/srv', env: [], arguments: ['x'] };
    const network = { address: '10.0.2.15', gateway: '10.0.2.2', nameserver: '10.0.2.3' };
    const show = `\nprintf '%s\\0' "$hostname" "$address" "$gateway" "$user" "$directory"`;
    expect(inShell(launchScript({ ...description, network }) + show)).toEqual(['a', '10.0.2.15', '10.0.2.2', 'nobody', '/srv']);
    expect(inShell(launchScript({ ...description, network: undefined }) + show)).toEqual(['a', '', '', 'nobody', '/srv']);
  });

  it('gives random bytes and the time to a copy of a template only', () => {
    const description = { hostname: 'a', network: undefined, user: '', workingDirectory: '', env: [], arguments: ['x'] };
    const show = `\nprintf '%s\\0' "$seed" "$now"`;
    expect(inShell(launchScript({ ...description, renewal: { seed: '00ff', unixSeconds: 1_700_000_000 } }) + show)).toEqual(['00ff', '1700000000']);
    expect(inShell(launchScript({ ...description, renewal: undefined }) + show)).toEqual(['', '']);
  });

  it('refuses a NUL, which no program can be given', () => {
    expect(() => quoted('a\0b')).toThrow('NUL');
  });
});
