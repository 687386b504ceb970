/** One version of a service: whatever ran on it is shown in its words. */
export const version_path = (service: string, version: number): string =>
  `/api/services/${encodeURIComponent(service)}/versions/${version}`;
