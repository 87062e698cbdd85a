import Dockerode from 'dockerode';

/** A client of the engine at an address such as `unix:///var/run/docker.sock` or `tcp://host:2376`. */
export function clientFor(address: string): Dockerode {
  if (address.startsWith('unix://')) return new Dockerode({ socketPath: address.slice('unix://'.length) });
  const url = new URL(address);
  const protocol = url.protocol === 'ssh:' ? 'ssh' : url.protocol === 'https:' || url.port === '2376' ? 'https' : 'http';
  return new Dockerode({ host: url.hostname, port: Number(url.port || 2375), protocol, ...(url.username === '' ? {} : { username: url.username }) });
}
