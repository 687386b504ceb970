/** The parts of the form that come after its first question, so that a slow line brings that question sooner. */
class Rest {
  parts = $state.raw<typeof import('./rest_parts')>();
  failed = $state(false);

  load = async (): Promise<void> => {
    this.failed = false;
    try {
      this.parts ??= await import('./rest_parts');
    } catch {
      this.failed = true;
    }
  };
}

export const rest = new Rest();
