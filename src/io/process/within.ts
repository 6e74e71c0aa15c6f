/** Whether `done` settles within `ms`. */
export async function within(done: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => timer = setTimeout(() => resolve(false), ms));
  const result = await Promise.race([done.then(() => true), late]);
  clearTimeout(timer);
  return result;
}
