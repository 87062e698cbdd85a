import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { callerCommand, launchScript, quoted, startScript } from '../../../src/drivers/qemu/launch-script.ts';
import { CallList } from '../../../src/host/calls/call-list.ts';

const NASTY = [
  '',
  ' ',
  "it's",
  '"$HOME" `id` \\',
  'two\nlines\n',
  '*',
  '-n',
  '; exit 3',
  'é\t☃',
  'dots.and-hyphens=1',
];
const FILES = {
  '/etc/hosts': "/nix/it's/hosts",
  '/etc/hostname': '/etc/hostname',
  '/etc/resolv.conf': '/run/resolv.conf',
};

function inShell(script: string): string[] {
  return execFileSync('/bin/sh', ['-c', script]).toString().split('\0').slice(0, -1);
}

describe('the script that tells a guest what to run', () => {
  const description = {
    hostname: 'a',
    network: undefined,
    renewal: undefined,
    files: FILES,
    start: 'start() { exit 0; }',
  };

  it('gives every text to the program that makes the calls as it was, whatever it contains', () => {
    const calls = new CallList('amd64');
    for (const text of NASTY) calls.text(text);
    const print = startScript(calls, '7').replace('/caller', "printf '%s\\0'");
    expect(inShell(`${print}\n(start)`)).toEqual(calls.arguments('unstarted 7 '));
    expect(callerCommand(calls, '')).toMatch(/^\/caller '/);
  });

  it('names the network only where there is one, and the files of the image', () => {
    const network = { address: '10.0.2.15', gateway: '10.0.2.2', nameserver: '10.0.2.3' };
    const show = `\nprintf '%s\\0' "$hostname" "$address" "$gateway" "$hosts_file" "$resolv_file"`;
    expect(inShell(launchScript({ ...description, network }) + show)).toEqual([
      'a',
      '10.0.2.15',
      '10.0.2.2',
      "/nix/it's/hosts",
      '/run/resolv.conf',
    ]);
    expect(inShell(launchScript(description) + show)).toEqual([
      'a',
      '',
      '',
      "/nix/it's/hosts",
      '/run/resolv.conf',
    ]);
  });

  it('gives random bytes and the time to a copy of a template only', () => {
    const show = `\nprintf '%s\\0' "$seed" "$now"`;
    expect(
      inShell(launchScript({ ...description, renewal: { seed: '00ff', unixSeconds: 1_700_000_000 } }) + show),
    ).toEqual(['00ff', '1700000000']);
    expect(inShell(launchScript(description) + show)).toEqual(['', '']);
  });

  it('refuses a NUL, which no program can be given', () => {
    expect(() => quoted('a\0b')).toThrow('NUL');
  });
});
