/** What a device's name of the window's page begins with; alone, it means the usual device. */
export const PAGE_NAME = "window";

/** Whether `--microphone` or `--speaker` means a device of the window's page, and which: `window` or `window:NAME`. */
export function pageName(name: string | undefined): { readonly wanted?: string } | undefined {
  if (name === PAGE_NAME) return {};
  const prefix = `${PAGE_NAME}:`;
  return name?.startsWith(prefix) && name !== prefix ? { wanted: name.slice(prefix.length) } : undefined;
}
