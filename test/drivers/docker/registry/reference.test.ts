import { expect, it } from 'vitest';
import { loginCommand, registryOf } from '../../../../src/drivers/docker/registry/reference.ts';

it.each([
  ['nginx', 'docker.io'],
  ['nginx:1.27', 'docker.io'],
  ['team/app', 'docker.io'],
  ['docker.io/library/nginx', 'docker.io'],
  ['index.docker.io/library/nginx', 'docker.io'],
  ['localhost/app', 'localhost'],
  ['localhost:5000/app:1', 'localhost:5000'],
  ['registry:5000/app', 'registry:5000'],
  ['ghcr.io/team/app@sha256:0123', 'ghcr.io'],
  ['team/app@sha256:0123', 'docker.io'],
  ['[::1]:5000/app', '[::1]:5000'],
  ['Registry/app', 'Registry'],
])('%s comes from %s', (reference, registry) => {
  expect(registryOf(reference)).toBe(registry);
});

it('the command to log in names the registry, except Docker Hub', () => {
  expect([loginCommand('docker.io'), loginCommand('ghcr.io')]).toEqual([
    'docker login',
    'docker login ghcr.io',
  ]);
});
