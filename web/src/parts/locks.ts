/** Only one tab at a time; a browser without locks goes ahead, and the server's key keeps it to one application. */
export async function alone<T>(name: string, act: () => Promise<T>): Promise<T> {
  const locks = (navigator as Partial<Navigator>).locks;
  return locks ? ((await locks.request(name, act)) as T) : act();
}
