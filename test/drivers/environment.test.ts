import { describe, expect, it } from 'vitest';
import { environmentOf, repeatedVariables } from '../../src/drivers/environment.ts';

const of = (env: readonly string[], extra: Readonly<Record<string, string>> = {}) =>
  environmentOf({
    config: {
      architecture: 'amd64',
      entrypoint: ['/app'],
      command: [],
      env,
      user: '',
      workingDirectory: '/',
      stopSignal: '',
      volumes: [],
    },
    extra,
    hostname: 'box',
    home: '/root',
  });

describe('the environment of a workload', () => {
  it("is the image's, with what engines add and the workload's on top", () => {
    expect(of(['PATH=/app/bin', 'EQUATION=a=b'], { EXTRA: '1', EQUATION: 'c=d' })).toEqual([
      'PATH=/app/bin',
      'HOSTNAME=box',
      'EQUATION=c=d',
      'EXTRA=1',
      'HOME=/root',
    ]);
  });

  it('has the usual PATH where the image sets none', () => {
    expect(of([])).toContain('PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  });

  it('keeps names and values as they are', () => {
    const odd = [
      'discovery.type=single-node',
      'MY-NAME=1',
      '1ST=digit',
      'LINES=a\nb',
      'UNI=ü✓',
      'EMPTY=',
      '__proto__=x',
      'constructor=y',
    ];
    expect(of(odd)).toEqual(expect.arrayContaining(odd));
  });

  it('takes the last of several values', () => {
    expect(of(['A=1', 'A=2']).filter((entry) => entry.startsWith('A='))).toEqual(['A=2']);
  });

  it('loses a default by an entry without =, and gains nothing', () => {
    expect(of(['HOSTNAME', 'BARE'])).toEqual([expect.stringMatching(/^PATH=/), 'HOME=/root']);
  });

  it('has the home of the user unless another one is set', () => {
    expect(of(['HOME=/srv'])).toContain('HOME=/srv');
    expect(of(['HOME='])).toContain('HOME=/root');
  });

  it('is refused where no process can have it', () => {
    expect(() => of(['=x'])).toThrow('"=x"');
    expect(() => of(['A=\0'])).toThrow('no process can have');
  });

  it('is the same from an engine, which is told of variables that the image repeats', () => {
    const config = {
      architecture: 'amd64',
      entrypoint: ['/app'],
      command: [],
      env: ['A=1', 'B=1', 'A=2=3', 'A'],
      user: '',
      workingDirectory: '/',
      stopSignal: '',
      volumes: [],
    };
    expect(repeatedVariables(config)).toEqual(['A=2=3']);
  });
});
