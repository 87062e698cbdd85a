export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the docker command keeps its configuration, contexts and certificates. */
export function dockerConfigDirectory(environment: Environment): string {
  const named = environment['DOCKER_CONFIG'] ?? '';
  return named === '' ? `${environment['HOME'] ?? ''}/.docker` : named;
}
