/** Paths of the pages that only staff open; route.ts knows what they mean. */
const part = encodeURIComponent;

export const staff_paths = {
  /** The agency's desk; an application on it. */
  desk: (number?: string) => `/desk${number === undefined ? '' : `/${part(number)}`}`,
  /** What did not come in time, and what this server could not do: of every agency. */
  overdue: '/overdue',
  stuck: '/stuck',
  staff: '/staff',
  staff_application: (number: string) => `/staff/applications/${part(number)}`,
  reports: '/keepers/not-listed',
  keepers: '/keepers/services',
  keepers_service: (service: string) => `/keepers/services/${part(service)}`,
  keepers_publish: '/keepers/publish',
  registry: '/keepers/registry',
  /** `report`: the finding comes from this report. */
  registry_new: (report?: string) => `/keepers/registry/new${report === undefined ? '' : `?report=${part(report)}`}`,
  registry_reports: '/keepers/registry/reports',
  registry_entry: (id: string) => `/keepers/registry/${part(id)}`,
};
