import { describe, expect, it } from 'vitest';
import { configSchema, imageConfigOf } from '../../src/image/config.ts';
import { argumentsOf } from '../../src/image/image.ts';

const imageWith = (config: Readonly<Record<string, unknown>>) => ({
  description: 'app',
  config: imageConfigOf(configSchema.parse({ architecture: 'amd64', config })),
});

describe('the command of an image', () => {
  it("is its entrypoint followed by its command, or by the workload's in the latter's place", () => {
    const image = imageWith({ Entrypoint: ['/app', ''], Cmd: ['serve'] });
    expect(argumentsOf(image, undefined)).toEqual(['/app', '', 'serve']);
    expect(argumentsOf(image, ['check', ''])).toEqual(['/app', '', 'check', '']);
    expect(argumentsOf(imageWith({ Entrypoint: [], Cmd: ['/app'] }), undefined)).toEqual(['/app']);
  });

  it("can be the workload's alone", () => {
    expect(argumentsOf(imageWith({}), ['/app'])).toEqual(['/app']);
  });

  it.each([
    [
      'has neither entrypoint nor command',
      imageWith({ Entrypoint: null, Cmd: [] }),
      undefined,
      'the image app starts nothing',
    ],
    [
      'starts with an empty word',
      imageWith({ Entrypoint: [''], Cmd: ['/app'] }),
      undefined,
      'a program with an empty name',
    ],
    ['contains a NUL character', imageWith({ Entrypoint: ['/app'] }), ['a\0b'], 'NUL'],
  ])('is refused, with how to fix it, when it %s', (_, image, command, message) => {
    expect(() => argumentsOf(image, command)).toThrow(message);
    expect(() => argumentsOf(image, command)).toThrow(
      expect.objectContaining({ kind: 'usage', hint: expect.stringMatching(/workload\.command|ENTRYPOINT/) }),
    );
  });
});

describe('the configuration of an image', () => {
  it('has a default for everything that the image does not say', () => {
    expect(imageConfigOf(configSchema.parse({ architecture: 'arm64' }))).toEqual({
      architecture: 'arm64',
      entrypoint: [],
      command: [],
      env: [],
      user: '',
      workingDirectory: '/',
      stopSignal: '',
      volumes: [],
    });
  });

  it.each([
    [
      'more volumes than anybody has',
      { Volumes: Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`/v${index}`, {}])) },
      'more than 1000 volumes',
    ],
    [
      'a volume with an endless path',
      { Volumes: { [`/${'d'.repeat(3_072)}`]: {} } },
      'a path of more than 3072 bytes',
    ],
    [
      'more words than a program is started with',
      { Cmd: Array.from({ length: 10_001 }, () => '') },
      'more than 10000 words',
    ],
    ['a word that no program can be given', { Env: [`A=${'é'.repeat(65_535)}`] }, 'more than 131071 bytes'],
  ])('is refused when it has %s', (_, config, message) => {
    expect(() => imageWith(config)).toThrow(message);
  });

  it('is refused when its working directory is not absolute, as runtimes refuse it', () => {
    expect(() => imageWith({ WorkingDir: 'srv' })).toThrow(/expected an absolute path .* got "srv"/);
  });
});
